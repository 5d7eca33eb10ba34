package org.oisp.gateway.cluster.ownership;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A device connects and leaves while another instance takes it: nothing of it stays here, and each registration is answered. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "gone, not subscribed to, and answered")
@State
public class GiveUpWhileComing {

    private final Instance instance = new Instance();
    private Instance.AnnouncedDevice one;
    private Instance.AnnouncedDevice other;

    @Actor
    public void comeAndGo() {
        one = instance.come("one", 1);
        instance.leave(one);
    }

    /** Also acts as the bus, which calls on one thread at a time. */
    @Actor
    public void comeAndHear() {
        other = instance.come("other", 2);
        instance.hearItself();
        instance.hearOfOther(9);
        instance.leave(other);
    }

    @Arbiter
    public void gone(ZZ_Result result) {
        instance.hearItself();
        result.r1 = !instance.hasDevice() && instance.isSubscribedRightly();
        result.r2 = one.answer().isDone() && other.answer().isDone();
    }
}

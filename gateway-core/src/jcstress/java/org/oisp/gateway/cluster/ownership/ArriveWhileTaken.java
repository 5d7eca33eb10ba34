package org.oisp.gateway.cluster.ownership;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A device connects again while another instance announces it with a row older than the new one but newer than the previous one. The device
 * stays here, settled, subscribed to and answered.
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "here, settled, and answered")
@State
public class ArriveWhileTaken {

    private final Instance instance = new Instance();
    private final Instance.AnnouncedDevice before = instance.come("before", 1);
    private Instance.AnnouncedDevice device;

    public ArriveWhileTaken() {
        instance.hearItself();
    }

    @Actor
    public void come() {
        device = instance.come("now", 3);
        instance.leave(before);
    }

    /** Acts as the bus, which calls on one thread at a time. */
    @Actor
    public void hear() {
        instance.hearOfOther(2);
        instance.hearItself();
    }

    @Arbiter
    public void owned(ZZZ_Result result) {
        instance.hearItself();
        result.r1 = instance.hasDevice() && instance.isSubscribedRightly();
        result.r2 = device.isSettled();
        result.r3 = device.answer().isDone() && before.answer().isDone();
    }
}

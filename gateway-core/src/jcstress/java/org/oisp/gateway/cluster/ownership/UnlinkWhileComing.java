package org.oisp.gateway.cluster.ownership;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The link breaks while a device connects and its announcement arrives: the registration is answered without waiting for a timeout. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "answered")
@State
public class UnlinkWhileComing {

    private final Instance instance = new Instance();
    private Instance.AnnouncedDevice device;

    @Actor
    public void come() {
        device = instance.come("one", 1);
    }

    @Actor
    public void hear() {
        instance.hearItself();
        instance.unlink();
    }

    @Arbiter
    public void answered(Z_Result result) {
        instance.hearItself();
        result.r1 = device.answer().isDone();
    }
}

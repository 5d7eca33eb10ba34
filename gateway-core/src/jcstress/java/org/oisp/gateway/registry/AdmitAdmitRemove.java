package org.oisp.gateway.registry;

import org.oisp.gateway.protocol.Reply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two connections of one device at once, while an older one leaves: one wins, both indexes agree, and the other is told. */
@JCStressTest
@Outcome(id = "true, true, 1", expect = Expect.ACCEPTABLE, desc = "one has it, and can be found by id")
@State
public class AdmitAdmitRemove {

    private final DeviceRegistry registry = new DeviceRegistry(Races.bounds(16), Races.EVENTS);
    private final Mailbox older = registry.admit(Races.DEVICE, "older", Reply.REGISTERED);
    private Mailbox one;
    private Mailbox other;

    @Actor
    public void admit() {
        one = registry.admit(Races.DEVICE, "one", Reply.REGISTERED);
    }

    @Actor
    public void removeAndAdmit() {
        registry.remove(older);
        other = registry.admit(Races.DEVICE, "other", Reply.REGISTERED);
    }

    @Arbiter
    public void found(ZZI_Result result) {
        Mailbox found = registry.find(Races.DEVICE.uid());
        result.r1 = (found == one || found == other) && !found.isTakenHere();
        result.r2 = registry.find(Races.DEVICE.account(), Races.DEVICE.id()) == found
                && registry.find(Races.DEVICE.id()).size() == 1;
        result.r3 = (one.isTakenHere() ? 0 : 1) + (other.isTakenHere() ? 0 : 1);
    }
}

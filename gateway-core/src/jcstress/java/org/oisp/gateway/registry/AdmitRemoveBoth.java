package org.oisp.gateway.registry;

import org.oisp.gateway.protocol.Reply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two connections of one device that come and go at once leave nothing in either index. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nobody is here")
@State
public class AdmitRemoveBoth {

    private final DeviceRegistry registry = new DeviceRegistry(Races.bounds(16), Races.EVENTS);

    @Actor
    public void comeAndGo() {
        registry.remove(registry.admit(Races.DEVICE, "one", Reply.REGISTERED));
    }

    @Actor
    public void comeAndGoToo() {
        registry.remove(registry.admit(Races.DEVICE, "other", Reply.REGISTERED));
    }

    @Arbiter
    public void left(II_Result result) {
        result.r1 = registry.size();
        result.r2 = registry.find(Races.DEVICE.id()).size();
    }
}

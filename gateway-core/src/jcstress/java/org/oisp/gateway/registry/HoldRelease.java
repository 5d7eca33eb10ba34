package org.oisp.gateway.registry;

import org.oisp.gateway.memory.HeldMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A sender fills its share while the device reads. Once nothing waits, no sender is held, and all accepted messages were read. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "released, nothing lost, nothing left")
@State
public class HoldRelease {

    private final MailboxQueue queue = new MailboxQueue(Races.bounds(4), "device", HeldMemory.uncounted());
    private final Races.Waiter sender = new Races.Waiter();
    private final Races.Waiter other = new Races.Waiter();
    private int taken;
    private int takenOfOther;
    private int read;

    @Actor
    public void post() {
        for (int i = 0; i < 4; i++) {
            taken += queue.offer(Races.delivery(i, sender)) ? 1 : 0;
        }
    }

    @Actor
    public void readAndPostOther() {
        for (int i = 0; i < 2; i++) {
            read += queue.poll() == null ? 0 : 1;
            takenOfOther += queue.offer(Races.delivery(i, other)) ? 1 : 0;
            read += queue.poll() == null ? 0 : 1;
        }
    }

    @Arbiter
    public void drained(III_Result result) {
        while (queue.poll() != null) {
            read++;
        }
        result.r1 = sender.holds() + other.holds();
        result.r2 = taken + takenOfOther - read;
        result.r3 = queue.size() + queue.bytes();
    }
}

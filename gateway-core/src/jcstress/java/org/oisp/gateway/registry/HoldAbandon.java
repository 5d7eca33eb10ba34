package org.oisp.gateway.registry;

import org.oisp.gateway.memory.HeldMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A mailbox is abandoned while a sender fills its share and another's stallTimeout ends: no sender stays held or is released twice. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "released once each, and nothing left")
@State
public class HoldAbandon {

    private final MailboxQueue queue = new MailboxQueue(Races.bounds(4), "device", HeldMemory.uncounted());
    private final Races.Waiter sender = new Races.Waiter();
    private final Races.Waiter impatient = new Races.Waiter();

    public HoldAbandon() {
        for (int i = 0; !impatient.wasHeld(); i++) {
            queue.offer(Races.delivery(i, impatient));
        }
    }

    @Actor
    public void post() {
        queue.offer(Races.delivery(10, sender));
        impatient.last().end();
        queue.offer(Races.delivery(11, sender));
    }

    @Actor
    public void abandon() {
        queue.abandon();
    }

    @Arbiter
    public void released(II_Result result) {
        result.r1 = sender.holds() + impatient.holds();
        result.r2 = queue.size() + queue.bytes();
    }
}

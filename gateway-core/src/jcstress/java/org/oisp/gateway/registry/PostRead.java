package org.oisp.gateway.registry;

import org.oisp.gateway.protocol.Outbound;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads post, and each requests one message: each message arrives once, and none stays behind. */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "each arrived once, and nothing waits")
@State
public class PostRead {

    private final Mailbox mailbox = Races.mailbox(16);
    private final Races.Reader reader = new Races.Reader(mailbox);
    private final Outbound.Delivery one = Races.delivery(1);
    private final Outbound.Delivery other = Races.delivery(2);

    @Actor
    public void post() {
        mailbox.post(one);
        reader.take(1);
    }

    @Actor
    public void postOther() {
        mailbox.post(other);
        reader.take(1);
    }

    @Arbiter
    public void all(III_Result result) {
        reader.takeAll();
        result.r1 = (int) reader.count(one);
        result.r2 = (int) reader.count(other);
        result.r3 = mailbox.depth();
    }
}

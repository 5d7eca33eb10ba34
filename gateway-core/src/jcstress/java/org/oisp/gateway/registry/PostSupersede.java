package org.oisp.gateway.registry;

import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** A device is taken over while a sender posts and its session reads: an accepted message arrives, and the close frame comes last. */
@JCStressTest
@Outcome(id = "true, 1, 1", expect = Expect.ACCEPTABLE, desc = "taken, arrived, and closed behind it")
@Outcome(id = "false, 0, 1", expect = Expect.ACCEPTABLE, desc = "came too late: for the new connection")
@State
public class PostSupersede {

    private final Mailbox mailbox = Races.mailbox(16);
    private final Races.Reader reader = new Races.Reader(mailbox);
    private final Outbound.Delivery delivery = Races.delivery(1);
    private PostResult postResult;

    @Actor
    public void post() {
        postResult = mailbox.post(delivery);
    }

    @Actor
    public void supersede() {
        reader.take(2);
        mailbox.supersede("newer session");
    }

    @Arbiter
    public void told(ZII_Result result) {
        reader.takeAll();
        int size = reader.received().size();
        result.r1 = postResult == PostResult.ACCEPTED;
        result.r2 = (int) reader.count(delivery);
        result.r3 = size > 0 && reader.received().get(size - 1) == CloseFrame.NORMAL
                ? (int) reader.count(CloseFrame.NORMAL)
                : 0;
    }
}

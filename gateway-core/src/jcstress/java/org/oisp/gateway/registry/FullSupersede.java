package org.oisp.gateway.registry;

import java.time.Duration;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Reply;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZZ_Result;

/** One thread drops a device that does not read while another takes it over: its session is told exactly one of the two. */
@JCStressTest
@Outcome(id = "FULL, true, false", expect = Expect.ACCEPTABLE, desc = "dropped as one that does not read")
@Outcome(id = "GONE, false, true", expect = Expect.ACCEPTABLE, desc = "closed for its newer connection")
@State
public class FullSupersede {

    private final Mailbox mailbox = new Mailbox(
            Races.DEVICE,
            "session",
            Mailbox.UNBOUND,
            Mailbox.NEVER,
            new MailboxSettings(1, 1 << 20, Duration.ZERO),
            Reply.REGISTERED,
            false);
    private final Races.Reader reader = new Races.Reader(mailbox);
    private PostResult postResult;

    @Actor
    public void post() {
        postResult = mailbox.post(Races.delivery(1));
    }

    @Actor
    public void supersede() {
        mailbox.supersede("newer session");
    }

    @Arbiter
    public void told(LZZ_Result result) {
        reader.takeAll();
        result.r1 = postResult;
        result.r2 = reader.hasFailed();
        result.r3 = reader.count(CloseFrame.NORMAL) == 1;
    }
}

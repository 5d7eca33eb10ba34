package org.oisp.gateway.memory;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Memory of no connection is taken and returned while a connection is cut for its charge: nothing is counted twice. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing is held")
@State
public class SharedCharge {

    private final MemoryBudget budget =
            new MemoryBudget(new MemorySettings(1_000, 1_000, Duration.ofSeconds(30)), System::nanoTime);
    private final HeldMemory account = budget.open(eviction -> {});

    @Actor
    public void forward() {
        if (budget.take(400)) {
            budget.giveBack(400);
        }
    }

    @Actor
    public void charge() {
        account.charge(700);
        account.known();
        account.end();
    }

    @Arbiter
    public void sums(JJ_Result result) {
        result.r1 = budget.held();
        result.r2 = budget.heldByStrangers();
    }
}

package org.oisp.gateway.memory;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJZ_Result;

/**
 * A stranger's connection charges, registers, is evicted in favour of another and ends, all at once. The sums return to zero, also that of
 * memory under eviction, which shows in where the next eviction begins.
 */
@JCStressTest
@Outcome(id = "0, 0, true", expect = Expect.ACCEPTABLE, desc = "nothing is held, and the limits are where they were")
@State
public class ChargeEvictEnd {

    private static final int LIMIT = 1_000;
    private static final int STRANGERS = 400;
    private static final int HIGH = LIMIT * 9 / 10;
    private static final int STRANGERS_HIGH = STRANGERS * 9 / 10;

    private final MemoryBudget budget =
            new MemoryBudget(new MemorySettings(LIMIT, STRANGERS, Duration.ofSeconds(30)), System::nanoTime);
    private final HeldMemory stranger = budget.open(eviction -> {});
    private final HeldMemory other = budget.open(eviction -> {});

    @Actor
    public void chargeAndRelease() {
        if (stranger.charge(200)) {
            stranger.release(50);
        }
        stranger.known();
    }

    @Actor
    public void pushOut() {
        if (other.charge(300)) {
            other.known();
            other.release(100);
        }
        stranger.end();
    }

    @Arbiter
    public void sums(JJZ_Result result) {
        stranger.end();
        other.end();
        result.r1 = budget.held();
        result.r2 = budget.heldByStrangers();
        result.r3 = isCutOnlyBeyond(STRANGERS_HIGH, false) && isCutOnlyBeyond(HIGH, true);
    }

    private boolean isCutOnlyBeyond(int bytes, boolean known) {
        HeldMemory account = budget.open(eviction -> {});
        if (known) {
            account.known();
        }
        boolean exact = account.charge(bytes) && !account.charge(1);
        account.end();
        return exact;
    }
}

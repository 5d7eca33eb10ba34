package org.oisp.gateway.server.cli.fleet;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition that many threads bring about. */
final class ConditionWaiter {

    static final Duration TICK = Duration.ofMillis(20);

    private ConditionWaiter() {}

    /** Waits until it holds, or the time is up; true if it holds. */
    static boolean until(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(TICK.toMillis());
        }
        return true;
    }
}

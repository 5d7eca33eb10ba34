package org.oisp.gateway.cli.fleet;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition that other threads make true. */
final class ConditionWaiter {

    static final Duration TICK = Duration.ofMillis(20);

    private ConditionWaiter() {}

    /** Waits until the condition holds or the time is up. Returns whether it holds. */
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

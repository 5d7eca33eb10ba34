package org.oisp.gateway.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Builders of timers with fixed buckets, which Prometheus can sum over instances; percentiles computed by each instance cannot be summed.
 */
public final class LatencyTimers {

    /** From a fast delivery to one that is too late for any sender. */
    private static final Duration[] DELIVERY = micros(
            50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
            5_000_000);

    /** From a server on the same network to the longest default timeout. */
    private static final Duration[] SERVER =
            micros(500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000);

    private LatencyTimers() {}

    /** Returns a timer for work inside the gateway. */
    public static Timer.Builder within(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(DELIVERY);
    }

    /** Returns a timer for requests to another server. */
    public static Timer.Builder elsewhere(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(SERVER);
    }

    private static Duration[] micros(long... borders) {
        return LongStream.of(borders)
                .mapToObj(border -> Duration.ofNanos(border * 1_000))
                .toArray(Duration[]::new);
    }
}

package org.oisp.gateway.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** Timers with buckets that Prometheus can add up over instances; percentiles that each instance works out cannot be. */
public final class LatencyTimers {

    /** From a good delivery to what nobody would wait for. */
    private static final Duration[] DELIVERY = micros(
            50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
            5_000_000);

    /** From a server of one's own on the same network to the longest time that a setting gives it by default. */
    private static final Duration[] SERVER =
            micros(500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000);

    private LatencyTimers() {}

    /** A timer of what happens inside the gateway. */
    public static Timer.Builder within(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(DELIVERY);
    }

    /** A timer of what another server does. */
    public static Timer.Builder elsewhere(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(SERVER);
    }

    private static Duration[] micros(long... borders) {
        return LongStream.of(borders)
                .mapToObj(border -> Duration.ofNanos(border * 1_000))
                .toArray(Duration[]::new);
    }
}

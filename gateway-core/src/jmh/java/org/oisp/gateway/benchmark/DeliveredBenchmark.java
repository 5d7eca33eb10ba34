package org.oisp.gateway.benchmark;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.events.GatewayEvents;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs a delivery to be counted and timed: for the meter alone, and with the percentiles of each second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DeliveredBenchmark {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GatewayEvents events = new GatewayEvents(meters);
    private final Timer meter = meters.get("gateway.delivery").timer();

    /** A time as deliveries have it. */
    @State(Scope.Thread)
    public static class Time {
        private long nanos = 40_000;

        long next() {
            nanos = nanos > 400_000 ? 40_000 : nanos + 997;
            return nanos;
        }
    }

    /** By one event loop, the meter alone. */
    @Benchmark
    public void meterOfOne(Time time) {
        meter.record(time.next(), TimeUnit.NANOSECONDS);
    }

    /** By one event loop. */
    @Benchmark
    public void deliveredByOne(Time time) {
        events.delivered(time.next());
    }

    /** By two at once, the meter alone. */
    @Benchmark
    @Threads(2)
    public void meterOfTwo(Time time) {
        meter.record(time.next(), TimeUnit.NANOSECONDS);
    }

    /** By two at once. */
    @Benchmark
    @Threads(2)
    public void deliveredByTwo(Time time) {
        events.delivered(time.next());
    }
}

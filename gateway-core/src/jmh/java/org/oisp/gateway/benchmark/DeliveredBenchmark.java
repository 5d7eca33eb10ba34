package org.oisp.gateway.benchmark;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Recorder;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.telemetry.DeliveryTimes;
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

/** Measures the cost of counting and timing a delivery: for the meter, and for the percentiles of each second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DeliveredBenchmark {

    private final ActuationEvents events = new ActuationEvents(new SimpleMeterRegistry());
    private final DeliveryTimes percentiles = new DeliveryTimes();
    private final Recorder recorder = new Recorder(60_000_000, 2);

    /** Supplies latencies typical of deliveries. */
    @State(Scope.Thread)
    public static class Time {
        private long nanos = 40_000;

        long next() {
            nanos = nanos > 400_000 ? 40_000 : nanos + 997;
            return nanos;
        }
    }

    /** Records percentiles alone, on one event loop. */
    @Benchmark
    public void percentilesByOne(Time time) {
        percentiles.record(time.next());
    }

    /** Records percentiles alone, on two threads at once. */
    @Benchmark
    @Threads(2)
    public void percentilesByTwo(Time time) {
        percentiles.record(time.next());
    }

    /** For comparison: one recorder shared by all threads. */
    @Benchmark
    @Threads(2)
    public void oneRecorderByTwo(Time time) {
        recorder.recordValue(time.next() / 1_000);
    }

    /** Counts and times a delivery, on one event loop. */
    @Benchmark
    public void deliveredByOne(Time time) {
        events.delivered(time.next());
    }

    /** Counts and times a delivery, on two threads at once. */
    @Benchmark
    @Threads(2)
    public void deliveredByTwo(Time time) {
        events.delivered(time.next());
    }
}

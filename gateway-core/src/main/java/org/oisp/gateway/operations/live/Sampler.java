package org.oisp.gateway.operations.live;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.oisp.gateway.operations.live.Sample.EventSample;
import org.oisp.gateway.operations.live.Sample.GaugeSample;
import org.oisp.gateway.operations.live.Sample.ProcessSample;
import org.oisp.gateway.operations.live.Sample.WarningSample;

/**
 * Takes samples. Each covers the time since the one before, so that no event is missed or counted twice if an interval is longer than a
 * second. Not thread-safe; confined to the sampling thread.
 */
public final class Sampler {

    private final SampledEvents events;
    private final SampledGauges sampledGauges;
    private final ProcessUsage processUsage;
    private final SampleHistory history;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private EventCounts before;
    private long takenNanos;

    /**
     * Creates a sampler that counts from now on.
     *
     * @param events the sources of the counts
     * @param sampledGauges the sources of the gauges
     * @param history keeps the samples
     */
    public Sampler(SampledEvents events, SampledGauges sampledGauges, SampleHistory history) {
        this(events, sampledGauges, history, new ProcessUsage(), InstantSource.system(), System::nanoTime);
    }

    Sampler(
            SampledEvents events,
            SampledGauges sampledGauges,
            SampleHistory history,
            ProcessUsage processUsage,
            InstantSource clock,
            LongSupplier nanos) {
        this.events = events;
        this.sampledGauges = sampledGauges;
        this.history = history;
        this.processUsage = processUsage;
        this.clock = clock;
        this.nanos = nanos;
        this.before = events.counts().get();
        this.takenNanos = nanos.getAsLong();
    }

    /** Takes a sample and adds it to the history. */
    Sample take() {
        EventCounts counts = events.counts().get();
        long now = nanos.getAsLong();
        long elapsed = now - takenNanos;
        Sample sample = new Sample(
                clock.millis(),
                TimeUnit.NANOSECONDS.toMillis(elapsed),
                new GaugeSample(
                        sampledGauges.connections().getAsInt(),
                        sampledGauges.devices().getAsInt(),
                        sampledGauges.underWay().getAsInt(),
                        sampledGauges.backlog().get(),
                        sampledGauges.phase().get()),
                new EventSample(counts.since(before), events.deliveryTimes().take()),
                HealthSample.of(sampledGauges.health()),
                new ProcessSample(processUsage.cpu(elapsed), processUsage.heap()),
                new WarningSample(
                        sampledGauges.alerts().get(), events.limitedAddresses().get()));
        before = counts;
        takenNanos = now;
        history.add(sample);
        return sample;
    }

    SampleHistory history() {
        return history;
    }

    /** Returns the nanoseconds since the last sample. */
    long sinceNanos() {
        return nanos.getAsLong() - takenNanos;
    }

    /** Returns the time of the monotonic clock, as {@link System#nanoTime()}. */
    long nanoTime() {
        return nanos.getAsLong();
    }

    /** Returns the time of day in milliseconds since 1970. */
    long millis() {
        return clock.millis();
    }
}

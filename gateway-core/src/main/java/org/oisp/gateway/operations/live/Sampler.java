package org.oisp.gateway.operations.live;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Takes samples: what was counted since the one before, whenever that was, so that nothing is left out and nothing counted twice if a
 * second was a long one. For one thread.
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
     * Makes a sampler that counts from now on.
     *
     * @param events what is counted
     * @param sampledGauges what else is looked at
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

    /** Takes one and keeps it. */
    Sample take() {
        EventCounts counts = events.counts().get();
        long now = nanos.getAsLong();
        long elapsed = now - takenNanos;
        Sample sample = new Sample(
                clock.millis(),
                TimeUnit.NANOSECONDS.toMillis(elapsed),
                sampledGauges.connections().getAsInt(),
                sampledGauges.devices().getAsInt(),
                sampledGauges.underWay().getAsInt(),
                counts.since(before),
                events.deliveryTimes().take(),
                sampledGauges.backlog().get(),
                HealthSample.of(sampledGauges.health()),
                processUsage.cpu(elapsed),
                processUsage.heap(),
                sampledGauges.draining().getAsBoolean(),
                sampledGauges.alerts().get(),
                events.limitedAddresses().get());
        before = counts;
        takenNanos = now;
        history.add(sample);
        return sample;
    }

    SampleHistory history() {
        return history;
    }

    /** How long ago the last one was taken. */
    long sinceNanos() {
        return nanos.getAsLong() - takenNanos;
    }

    /** The clock that patience is measured by, as {@link System#nanoTime()}. */
    long nanoTime() {
        return nanos.getAsLong();
    }

    /** The time of day. */
    long millis() {
        return clock.millis();
    }
}

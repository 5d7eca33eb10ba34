package org.oisp.gateway.operations.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.routing.ActuationOutcome;

/**
 * Keeps the newest samples and derives the load from them. Not thread-safe and confined to the sampling thread, except {@link #load},
 * which is thread-safe.
 */
public final class SampleHistory {

    /** The number of samples kept: a quarter of an hour. */
    static final int LENGTH = 900;

    /** The number of samples that the load is averaged over, because single seconds fluctuate. */
    private static final int LATELY = 5;

    private static final String REGISTERED = RegistrationOutcome.REGISTERED.tag();
    private static final String ACCEPTED = ActuationOutcome.ACCEPTED.tag();

    private final Deque<Sample> samples = new ArrayDeque<>();
    private volatile InstanceLoad load = InstanceLoad.NONE;

    /** Creates an empty history. */
    public SampleHistory() {}

    /**
     * Returns this instance's load.
     *
     * @return the load at the last sample; {@link InstanceLoad#NONE} before the first
     */
    public InstanceLoad load() {
        return load;
    }

    void add(Sample sample) {
        if (samples.size() == LENGTH) {
            samples.removeFirst();
        }
        samples.addLast(sample);
        load = lately(sample);
    }

    /** Returns all samples, oldest first. */
    List<Sample> all() {
        return List.copyOf(samples);
    }

    private InstanceLoad lately(Sample newest) {
        long millis = 0;
        long registered = 0;
        long accepted = 0;
        double busyMillis = 0;
        Iterator<Sample> newestFirst = samples.descendingIterator();
        for (int i = 0; i < LATELY && newestFirst.hasNext(); i++) {
            Sample sample = newestFirst.next();
            millis += sample.millis();
            registered += count(sample.events().counts().registrations(), REGISTERED);
            accepted += count(sample.events().counts().actuations(), ACCEPTED);
            busyMillis += sample.process().cpu() * sample.millis();
        }
        double seconds = Math.max(millis, 1) / 1_000.0;
        return new InstanceLoad(
                newest.gauges().devices(),
                newest.gauges().connections(),
                registered / seconds,
                accepted / seconds,
                busyMillis / Math.max(millis, 1),
                newest.gauges().draining(),
                null);
    }

    private static long count(Map<String, Long> counts, String tag) {
        return Objects.requireNonNullElse(counts.get(tag), 0L);
    }
}

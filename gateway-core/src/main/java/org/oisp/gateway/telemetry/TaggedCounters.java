package org.oisp.gateway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One counter for each constant, all registered at the start, so that dashboards show zero instead of a gap. */
public final class TaggedCounters<E extends Enum<E> & Tagged> {

    private final Map<E, Counter> counters;

    public TaggedCounters(MeterRegistry meters, Class<E> keys, String name, String tagName, String description) {
        counters = new EnumMap<>(keys);
        for (E key : keys.getEnumConstants()) {
            counters.put(
                    key,
                    Counter.builder(name)
                            .description(description)
                            .tag(tagName, key.tag())
                            .register(meters));
        }
    }

    public void add(E key, int count) {
        Objects.requireNonNull(counters.get(key)).increment(count);
    }

    public void increment(E key) {
        Objects.requireNonNull(counters.get(key)).increment();
    }

    /** Returns the current counts by tag. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counters.forEach((key, counter) -> counts.put(key.tag(), (long) counter.count()));
        return counts;
    }
}

package org.oisp.gateway.cli.fleet;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts errors by kind. Thread-safe. */
final class ErrorCounts {

    /** Further kinds are counted as one: texts that differ each time would fill the memory. */
    private static final int MAX_KINDS = 100;

    private static final String OTHER = "others";

    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String kind) {
        String counted = counts.size() < MAX_KINDS || counts.containsKey(kind) ? kind : OTHER;
        counts.computeIfAbsent(counted, key -> new LongAdder()).increment();
    }

    long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns the count of each kind, most frequent first. */
    Map<String, Long> byKind() {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().sum()))
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}

package org.oisp.gateway.operations.live;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Counts of events, by the values of the meters' tags.
 *
 * @param handshakes by outcome
 * @param registrations by outcome
 * @param actuations by outcome
 * @param drops by reason
 */
public record EventCounts(
        Map<String, Long> handshakes,
        Map<String, Long> registrations,
        Map<String, Long> actuations,
        Map<String, Long> drops) {

    /**
     * Returns the increase since earlier counts.
     *
     * @param before the earlier counts
     * @return the differences, without those that are zero
     */
    public EventCounts since(EventCounts before) {
        return new EventCounts(
                difference(handshakes, before.handshakes),
                difference(registrations, before.registrations),
                difference(actuations, before.actuations),
                difference(drops, before.drops));
    }

    private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
        Map<String, Long> changed = new TreeMap<>();
        now.forEach((tag, count) -> {
            long since = count - Objects.requireNonNullElse(before.get(tag), 0L);
            if (since != 0) {
                changed.put(tag, since);
            }
        });
        // Usually empty, and hundreds of these are kept.
        return changed.isEmpty() ? Map.of() : changed;
    }
}

package org.oisp.gateway.presence;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.journal.ToldEntry;

/**
 * What happened to a device lately, at all instances.
 *
 * @param entries the newest first, by the clocks of the instances that tell them
 * @param incomplete the names of instances that are alive, or were a moment ago, and have not answered, or do not know how to
 * @param sinceMillis nothing older is kept by any that has answered; null if none has
 */
public record DeviceEvents(
        List<ToldEntry> entries,
        List<String> incomplete,
        @Nullable Long sinceMillis) {

    private static final Comparator<ToldEntry> NEWEST_FIRST = Comparator.comparingLong(
                    (ToldEntry told) -> told.entry().atMillis())
            .reversed();

    static DeviceEvents of(List<PresenceAnswer> answers, List<String> incomplete) {
        List<ToldEvents> told = answers.stream()
                .map(PresenceAnswer::events)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        return new DeviceEvents(
                told.stream()
                        .flatMap(events -> events.entries().stream())
                        // Stable: what one instance tells stays in its order.
                        .sorted(NEWEST_FIRST)
                        .limit(EventsRequest.MOST)
                        .toList(),
                incomplete,
                told.stream()
                        .map(ToldEvents::sinceMillis)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }
}

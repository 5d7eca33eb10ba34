package org.oisp.gateway.operations.presence;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;

/**
 * What happened to a device lately, at all instances.
 *
 * @param entries the newest first, by the clocks of the instances that tell them
 * @param incomplete the names of instances that are alive, or were a moment ago, and have not answered, or do not know how to
 * @param sinceMillis nothing older is kept by any that has answered; null if none has
 */
public record DeviceHistory(
        List<InstanceJournalEntry> entries,
        List<String> incomplete,
        @Nullable Long sinceMillis) {

    private static final Comparator<InstanceJournalEntry> NEWEST_FIRST = Comparator.comparingLong(
                    (InstanceJournalEntry told) -> told.entry().atMillis())
            .reversed();

    static DeviceHistory of(List<PresenceAnswer> answers, List<String> incomplete) {
        List<InstanceDeviceHistory> told = answers.stream()
                .map(PresenceAnswer::events)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        return new DeviceHistory(
                told.stream()
                        .flatMap(events -> events.entries().stream())
                        // Stable: what one instance tells stays in its order.
                        .sorted(NEWEST_FIRST)
                        .limit(DeviceHistoryRequest.MOST)
                        .toList(),
                incomplete,
                told.stream()
                        .map(InstanceDeviceHistory::sinceMillis)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }
}

package org.oisp.gateway.operations.presence;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;

/**
 * The recent events of a device at all instances.
 *
 * @param entries newest first, by the clocks of the instances that report them
 * @param incomplete the names of instances that are alive, or were a moment ago, and did not answer or do not support the question
 * @param sinceMillis no instance that answered keeps older entries, in milliseconds since 1970; null if none answered
 */
public record DeviceHistory(
        List<InstanceJournalEntry> entries,
        List<String> incomplete,
        @Nullable Long sinceMillis) {

    private static final Comparator<InstanceJournalEntry> NEWEST_FIRST = Comparator.comparingLong(
                    (InstanceJournalEntry histories) -> histories.entry().atMillis())
            .reversed();

    static DeviceHistory of(List<PresenceAnswer> answers, List<String> incomplete) {
        List<InstanceDeviceHistory> histories = answers.stream()
                .map(PresenceAnswer::events)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        return new DeviceHistory(
                histories.stream()
                        .flatMap(events -> events.entries().stream())
                        // The sort is stable: the entries of one instance keep their order.
                        .sorted(NEWEST_FIRST)
                        .limit(DeviceHistoryRequest.MAX)
                        .toList(),
                incomplete,
                histories.stream()
                        .map(InstanceDeviceHistory::sinceMillis)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }
}

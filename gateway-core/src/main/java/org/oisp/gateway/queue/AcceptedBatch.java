package org.oisp.gateway.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * Decides which actuations of a batch are kept: those for which there is room, and of those with one collapse key only the last. Not
 * thread-safe; used once.
 */
final class AcceptedBatch {

    private final QueueSettings settings;
    private final Map<UUID, QueueBounds> kept;
    private final List<ReplacedRow> replaced;
    private final Set<Long> removed = new HashSet<>();
    private final Map<CollapseKey, Integer> last = new HashMap<>();
    private final List<QueueResult> results;

    /**
     * Creates the decision for a batch.
     *
     * @param settings the limits
     * @param kept what is kept by now, by device key and by account
     * @param replaced the rows with a collapse key of the batch
     * @param found the result for each actuation so far: its device, or why it has none
     */
    AcceptedBatch(
            QueueSettings settings, Map<UUID, QueueBounds> kept, List<ReplacedRow> replaced, List<QueueResult> found) {
        this.settings = settings;
        this.kept = new HashMap<>(kept);
        this.replaced = replaced;
        this.results = new ArrayList<>(found);
    }

    /** A row that gives way to a newer one with the same key. */
    record ReplacedRow(long seq, UUID device, UUID account, String collapse, int bytes) {}

    private record CollapseKey(UUID device, String collapse) {}

    /** Decides on each actuation, in their order. */
    void decide(List<QueueEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            DeviceIdentity device = results.get(i).device();
            if (device != null) {
                decide(i, entries, device);
            }
        }
    }

    private void decide(int index, List<QueueEntry> entries, DeviceIdentity device) {
        QueueEntry entry = entries.get(index);
        UUID uid = device.uid().value();
        UUID account = device.account().value();
        String collapse = entry.options().collapse();
        Integer former = collapse == null ? null : last.get(new CollapseKey(uid, collapse));
        List<ReplacedRow> rows = collapse == null ? List.of() : rowsOf(uid, collapse);
        long messages = -1L * rows.size() - (former == null ? 0 : 1);
        long bytes = -rows.stream().mapToLong(ReplacedRow::bytes).sum()
                - (former == null ? 0 : entries.get(former).bytes());
        QueueBounds ofDevice = plus(uid, messages + 1, bytes + entry.bytes());
        QueueBounds ofAccount = plus(account, messages + 1, bytes + entry.bytes());
        if (exceeds(ofDevice, settings.device()) || exceeds(ofAccount, settings.account())) {
            results.set(index, QueueResult.refused(QueueRefusal.FULL));
            return;
        }
        kept.put(uid, ofDevice);
        kept.put(account, ofAccount);
        rows.forEach(row -> removed.add(row.seq()));
        if (former != null) {
            results.set(former, QueueResult.refused(QueueRefusal.COLLAPSED));
        }
        if (collapse != null) {
            last.put(new CollapseKey(uid, collapse), index);
        }
    }

    private List<ReplacedRow> rowsOf(UUID device, String collapse) {
        return replaced.stream()
                .filter(row ->
                        row.device().equals(device) && row.collapse().equals(collapse) && !removed.contains(row.seq()))
                .toList();
    }

    private QueueBounds plus(UUID owner, long messages, long bytes) {
        QueueBounds now = kept.getOrDefault(owner, new QueueBounds(0, 0));
        return new QueueBounds((int) (now.messages() + messages), now.bytes() + bytes);
    }

    private static boolean exceeds(QueueBounds kept, QueueBounds bounds) {
        return kept.messages() > bounds.messages() || kept.bytes() > bounds.bytes();
    }

    /** Returns the rows that are to be deleted. */
    Long[] removed() {
        return removed.toArray(Long[]::new);
    }

    /** Returns the result for each actuation. */
    List<QueueResult> results() {
        return results;
    }

    /**
     * What becomes of an actuation of the batch.
     *
     * @param device its device, if it is kept
     * @param refusal why it is not kept; null if it is
     */
    record QueueResult(
            @Nullable DeviceIdentity device, @Nullable QueueRefusal refusal) {

        static QueueResult kept(DeviceIdentity device) {
            return new QueueResult(device, null);
        }

        static QueueResult refused(QueueRefusal why) {
            return new QueueResult(null, why);
        }
    }
}

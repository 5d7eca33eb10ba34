package org.oisp.gateway.telemetry.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ring buffer of journal entries; a new entry evicts the oldest. Guarded by its journal. */
final class JournalRing {

    private final @Nullable JournalEntry[] entries;
    private long added;

    JournalRing(int size) {
        entries = new JournalEntry[size];
    }

    void add(JournalEntry entry) {
        entries[(int) (added++ % entries.length)] = entry;
    }

    int size() {
        return (int) Math.min(added, entries.length);
    }

    /** Returns how many entries were evicted. */
    long forgotten() {
        return added - size();
    }

    /** Returns the time of the oldest entry; null if none was evicted yet. */
    @Nullable
    Long horizon() {
        JournalEntry oldest = forgotten() == 0 ? null : at(size() - 1);
        return oldest == null ? null : oldest.atMillis();
    }

    /** Returns entries with a greater sequence number than {@code after}, the newest first. */
    List<JournalEntry> newest(int limit, long after) {
        int max = Math.min(size(), limit);
        List<JournalEntry> entries = new ArrayList<>(after == 0 ? max : 0);
        for (int age = 0; age < max; age++) {
            JournalEntry entry = at(age);
            // Not compared if all are wanted: that would cost more than the copy, and the lock is held.
            if (entry == null || (after > 0 && entry.sequence() <= after)) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    /** Returns how many entries were ever added: the start position of {@link #older}. */
    long end() {
        return added;
    }

    /**
     * Copies one part of the ring, from newest to oldest.
     *
     * @param end where the last part ended, or {@link #end()}
     * @param max maximum number of entries
     * @param into receives the entries, the newest first
     * @return where the next part ends; 0 if there is none, since older entries were evicted, perhaps meanwhile
     */
    long older(long end, int max, List<JournalEntry> into) {
        long from = Math.max(end - max, forgotten());
        for (long position = end - 1; position >= from; position--) {
            JournalEntry entry = entries[(int) (position % entries.length)];
            if (entry != null) {
                into.add(entry);
            }
        }
        return from <= forgotten() ? 0 : from;
    }

    private @Nullable JournalEntry at(int age) {
        return entries[(int) ((added - 1 - age) % entries.length)];
    }
}

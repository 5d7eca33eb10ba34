package org.oisp.gateway.telemetry.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest entries of some kinds; one more makes the oldest go. Guarded by its journal. */
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

    /** How many have gone. */
    long forgotten() {
        return added - size();
    }

    /** When the oldest that is kept happened; null if none has gone yet. */
    @Nullable
    Long horizon() {
        JournalEntry oldest = forgotten() == 0 ? null : at(size() - 1);
        return oldest == null ? null : oldest.atMillis();
    }

    /** The newest first, at most so many, and none that is not newer than the sequence number. */
    List<JournalEntry> newest(int limit, long after) {
        int most = Math.min(size(), limit);
        List<JournalEntry> found = new ArrayList<>(after == 0 ? most : 0);
        for (int age = 0; age < most; age++) {
            JournalEntry entry = at(age);
            // Not looked into where all are wanted: that would cost more than the rest, and the lock is held.
            if (entry == null || (after > 0 && entry.sequence() <= after)) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    /** How many there have ever been: where a look from the newest to the oldest begins. */
    long end() {
        return added;
    }

    /**
     * A part of such a look.
     *
     * @param end where the last part ended, or {@link #end()}
     * @param most how many entries at most
     * @param into gets them, the newest first
     * @return where the next part ends; 0 if there is none: what is older has gone, perhaps just now
     */
    long older(long end, int most, List<JournalEntry> into) {
        long from = Math.max(end - most, forgotten());
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

package org.oisp.gateway.telemetry.journal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;

/**
 * Recent events in memory. Connections, failed actuations and system events have a ring buffer each, so that a flood of one does not
 * evict the others. Thread-safe; the lock is held only to insert an entry or to copy some references. Delivered actuations write nothing
 * here.
 */
public final class Journal {

    /** Size of the ring of system events, which are few. */
    private static final int SYSTEM_ENTRIES = 1_000;

    /** Each ring may fill this fraction (one in four) of every answer. */
    private static final int SHARE = 4;

    /** Maximum number of entries copied while holding the lock. */
    private static final int PART = 1_024;

    private static final Comparator<JournalEntry> NEWEST_FIRST =
            Comparator.comparingLong(JournalEntry::sequence).reversed();

    private final InstantSource clock;
    private final long startedMillis;
    private final JournalRing connections;
    private final JournalRing actuations;
    private final JournalRing system = new JournalRing(SYSTEM_ENTRIES);
    private final List<JournalRing> rings;
    private final Map<EntryKind, JournalRing> ringOf = new EnumMap<>(EntryKind.class);
    private long sequence;

    /**
     * Creates an empty journal.
     *
     * @param settings the limit
     * @param clock the source of timestamps
     */
    public Journal(JournalSettings settings, InstantSource clock) {
        this.clock = clock;
        this.startedMillis = clock.millis();
        this.connections = new JournalRing(settings.entries());
        this.actuations = new JournalRing(settings.entries());
        this.rings = List.of(connections, actuations, system);
        for (EntryKind entryKind : EntryKind.values()) {
            ringOf.put(
                    entryKind,
                    switch (entryKind) {
                        case REGISTERED, REFUSED, GONE, DROPPED -> connections;
                        case LOST, FORWARDED, SLOWED -> actuations;
                        case SYSTEM -> system;
                    });
        }
    }

    /**
     * Creates a journal of minimal size for callers that need one that is not read.
     *
     * @return an empty journal
     */
    public static Journal unread() {
        return new Journal(new JournalSettings(1), InstantSource.system());
    }

    /**
     * Writes an entry about a connection or an actuation.
     *
     * @param entryKind the kind of event
     * @param subject the device
     * @param peer the connection, whose {@code toString()} is its address; null for none
     * @param outcome the constant whose name in lower case is the outcome's tag; null for none
     * @param text the event as a sentence; use a constant to save memory
     */
    public void record(
            EntryKind entryKind,
            JournalSubject subject,
            @Nullable Object peer,
            @Nullable Enum<?> outcome,
            String text) {
        // The text, since a reference to the peer would retain its socket.
        add(clock.millis(), entryKind, subject, peer == null ? null : peer.toString(), outcome, text);
    }

    /**
     * Writes an entry about the gateway itself or a neighbour.
     *
     * @param tag the event in one word, such as {@code database_down}
     * @param text the event as a sentence; may contain untrusted text
     */
    public void system(String tag, String text) {
        system(tag, text, Duration.ZERO);
    }

    /**
     * Writes an entry about the gateway itself or a neighbour that is reported some time after the event.
     *
     * @param tag the event in one word, such as {@code database_down}
     * @param text the event as a sentence; may contain untrusted text
     * @param ago time since the event
     * @return the entry's timestamp, in milliseconds since 1970
     */
    public long system(String tag, String text, Duration ago) {
        long at = clock.millis() - ago.toMillis();
        add(
                at,
                EntryKind.SYSTEM,
                JournalSubject.NOBODY,
                null,
                tag,
                text.length() > DisplayText.MAX_LENGTH ? text.substring(0, DisplayText.MAX_LENGTH + 1) : text);
        return at;
    }

    private void add(
            long at,
            EntryKind entryKind,
            JournalSubject subject,
            @Nullable String peer,
            @Nullable Object outcome,
            String text) {
        JournalRing ring = Objects.requireNonNull(ringOf.get(entryKind));
        synchronized (this) {
            ring.add(new JournalEntry(++sequence, at, entryKind, subject, peer, outcome, text));
        }
    }

    /**
     * Returns the newest entries. Connections, actuations and system events each get a quarter of the limit, if they have that many
     * entries, so that a flood of one does not hide the others.
     *
     * @param limit maximum number of entries
     * @return the newest first
     */
    public List<JournalEntry> newest(int limit) {
        return pick(newestOfEach(limit, 0), limit);
    }

    /**
     * Returns the newest entries of one kind.
     *
     * @param entryKind the kind
     * @param limit maximum number of entries
     * @return the newest first
     */
    public List<JournalEntry> newest(EntryKind entryKind, int limit) {
        return newest(Objects.requireNonNull(ringOf.get(entryKind)), entry -> entry.kind() == entryKind, limit);
    }

    /**
     * Returns the newest entries about a device: about its connections, about peers that claimed to be it, and about actuations that
     * named it by its address or its key.
     *
     * @param account its account
     * @param id its id in the account
     * @param uid its key; null if unknown
     * @param limit maximum number of entries
     * @return the newest first
     */
    public List<JournalEntry> about(AccountId account, String id, @Nullable DeviceUid uid, int limit) {
        return rings.stream()
                .flatMap(ring -> newest(ring, entry -> entry.isAbout(account, id, uid), limit).stream())
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    private synchronized long end(JournalRing ring) {
        return ring.end();
    }

    /**
     * Searches a ring of perhaps a million entries, and holds the lock for a small part at a time, since device events need it to write.
     */
    private List<JournalEntry> newest(JournalRing ring, Predicate<JournalEntry> wanted, int limit) {
        List<JournalEntry> selected = new ArrayList<>();
        List<JournalEntry> part = new ArrayList<>(PART);
        long end = end(ring);
        while (end > 0 && selected.size() < limit) {
            part.clear();
            synchronized (this) {
                end = ring.older(end, PART, part);
            }
            part.stream().filter(wanted).limit(limit - selected.size()).forEach(selected::add);
        }
        return selected;
    }

    /**
     * Returns the entries after a sequence number, for a stream.
     *
     * @param after the last known sequence number, from {@link JournalUpdate#sequence()} or {@link #sequence()}
     * @param limit maximum number of entries; each ring gets a quarter of them, as in {@link #newest(int)}
     * @return the entries, and how many were left out or evicted meanwhile
     */
    public JournalUpdate after(long after, int limit) {
        List<List<JournalEntry>> selected;
        long last;
        synchronized (this) {
            selected = newestOfEach(limit, after);
            last = sequence;
        }
        List<JournalEntry> entries = new ArrayList<>(pick(selected, limit));
        entries.sort(NEWEST_FIRST.reversed());
        return new JournalUpdate(entries, Math.max(last - after, 0) - entries.size(), last);
    }

    /**
     * Returns the sequence number of the newest entry.
     *
     * @return 0 if there is none
     */
    public synchronized long sequence() {
        return sequence;
    }

    /**
     * Returns the time before which no connection or actuation entry is left.
     *
     * @return milliseconds since 1970; the start of the gateway, until both rings evict entries
     */
    public synchronized long sinceMillis() {
        long since = Long.MAX_VALUE;
        for (JournalRing ring : List.of(connections, actuations)) {
            Long horizon = ring.horizon();
            since = Math.min(since, horizon == null ? startedMillis : horizon);
        }
        return since;
    }

    /**
     * Returns the number of entries in memory.
     *
     * @return the current number, for a gauge
     */
    public synchronized int size() {
        return rings.stream().mapToInt(JournalRing::size).sum();
    }

    /**
     * Returns how many entries were evicted by newer ones.
     *
     * @return a total, for a counter
     */
    public synchronized long forgotten() {
        return rings.stream().mapToLong(JournalRing::forgotten).sum();
    }

    private synchronized List<List<JournalEntry>> newestOfEach(int limit, long after) {
        return rings.stream().map(ring -> ring.newest(limit, after)).toList();
    }

    /** Picks the share of each ring first, then the newest of the remaining entries. */
    private static List<JournalEntry> pick(List<List<JournalEntry>> rings, int limit) {
        Set<JournalEntry> picked = new LinkedHashSet<>();
        for (List<JournalEntry> ring : rings) {
            picked.addAll(ring.subList(0, Math.min(ring.size(), limit / SHARE)));
        }
        List<JournalEntry> all =
                rings.stream().flatMap(List::stream).sorted(NEWEST_FIRST).toList();
        for (JournalEntry entry : all) {
            if (picked.size() >= limit) {
                break;
            }
            picked.add(entry);
        }
        return picked.stream().sorted(NEWEST_FIRST).toList();
    }
}

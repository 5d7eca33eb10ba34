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
 * The newest of what happened, in memory. Connections, actuations that went nowhere, and the gateway's own affairs have a ring each, so
 * that a flood of one does not wash the others away. Thread-safe; a lock is held for as long as it takes to put an entry into its place,
 * or to copy references to some of those that are asked for. Nothing is written here for an actuation that arrives.
 */
public final class Journal {

    /** Of the gateway's own affairs; there are few. */
    private static final int SYSTEM_ENTRIES = 1_000;

    /** Each ring has this share of every answer for itself, if it has that much to say. */
    private static final int SHARE = 4;

    /** Entries that are copied without a pause, at most. */
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
     * Makes an empty journal.
     *
     * @param settings its bound
     * @param clock what entries are dated by
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
     * Makes a journal that keeps next to nothing, for whoever needs one that nobody reads.
     *
     * @return an empty journal
     */
    public static Journal unread() {
        return new Journal(new JournalSettings(1), InstantSource.system());
    }

    /**
     * Writes an entry about a connection or an actuation.
     *
     * @param entryKind what happened
     * @param subject to which device
     * @param peer over which connection, its text form is its address; null for none
     * @param outcome the constant whose name, in lower case, is the outcome's tag; null for none
     * @param text the same in a sentence; a constant, if it is not to cost memory
     */
    public void record(
            EntryKind entryKind,
            JournalSubject subject,
            @Nullable Object peer,
            @Nullable Enum<?> outcome,
            String text) {
        // Not the peer itself: it would keep its socket.
        add(clock.millis(), entryKind, subject, peer == null ? null : peer.toString(), outcome, text);
    }

    /**
     * Writes an entry about the gateway itself, or a server that it works with.
     *
     * @param tag what happened, in a word such as {@code database_down}
     * @param text the same in a sentence; what others have said in it needs not be fit to be shown
     */
    public void system(String tag, String text) {
        system(tag, text, Duration.ZERO);
    }

    /**
     * Writes an entry about the gateway itself, or a server that it works with, that is known only a while after it happened.
     *
     * @param tag as above
     * @param text as above
     * @param ago how long ago it happened
     * @return the time that the entry has, in milliseconds since 1970
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
     * The newest entries. Connections, actuations and system have a quarter of the places each, if they have that many entries: a flood of
     * one kind does not hide the others.
     *
     * @param limit how many at most
     * @return the newest first
     */
    public List<JournalEntry> newest(int limit) {
        return pick(newestOfEach(limit, 0), limit);
    }

    /**
     * The newest entries of one kind.
     *
     * @param entryKind which
     * @param limit how many at most
     * @return the newest first
     */
    public List<JournalEntry> newest(EntryKind entryKind, int limit) {
        return newest(Objects.requireNonNull(ringOf.get(entryKind)), entry -> entry.kind() == entryKind, limit);
    }

    /**
     * The newest entries about a device: what happened to it, to whoever said to be it, and to actuations that named it by its address or
     * its key.
     *
     * @param account its account
     * @param id its id there
     * @param uid its key; null if that is not known
     * @param limit how many at most
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

    /** Looks through a ring of perhaps a million entries, and holds the lock for a few of them at a time: devices write here. */
    private List<JournalEntry> newest(JournalRing ring, Predicate<JournalEntry> wanted, int limit) {
        List<JournalEntry> found = new ArrayList<>();
        List<JournalEntry> part = new ArrayList<>(PART);
        long end = end(ring);
        while (end > 0 && found.size() < limit) {
            part.clear();
            synchronized (this) {
                end = ring.older(end, PART, part);
            }
            part.stream().filter(wanted).limit(limit - found.size()).forEach(found::add);
        }
        return found;
    }

    /**
     * What happened since, for a stream.
     *
     * @param after the sequence number of the last entry that is known, from {@link JournalUpdate#sequence()} or {@link #sequence()}
     * @param limit how many entries at most; each ring has a quarter of them for itself, as in {@link #newest(int)}
     * @return the entries, and how many there is no room for or were washed away before they were asked for
     */
    public JournalUpdate after(long after, int limit) {
        List<List<JournalEntry>> found;
        long last;
        synchronized (this) {
            found = newestOfEach(limit, after);
            last = sequence;
        }
        List<JournalEntry> entries = new ArrayList<>(pick(found, limit));
        entries.sort(NEWEST_FIRST.reversed());
        return new JournalUpdate(entries, Math.max(last - after, 0) - entries.size(), last);
    }

    /**
     * The number of the newest entry.
     *
     * @return 0 if there is none
     */
    public synchronized long sequence() {
        return sequence;
    }

    /**
     * Since when things are kept.
     *
     * @return milliseconds since 1970: nothing older is here. The start of the gateway, until a ring has gone round
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
     * How many entries are kept.
     *
     * @return a number, for a gauge
     */
    public synchronized int size() {
        return rings.stream().mapToInt(JournalRing::size).sum();
    }

    /**
     * How many entries have made room for newer ones.
     *
     * @return a number that only grows, for a counter
     */
    public synchronized long forgotten() {
        return rings.stream().mapToLong(JournalRing::forgotten).sum();
    }

    private synchronized List<List<JournalEntry>> newestOfEach(int limit, long after) {
        return rings.stream().map(ring -> ring.newest(limit, after)).toList();
    }

    /** The newest of all, once each ring has had its share. */
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

package org.oisp.gateway.cluster.membership;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects the other instances that have a lease in force and are not heard over Redis: docs/decisions/121. Each instance says hello there
 * with every ping. Thread-safe; never blocks.
 */
public final class SplitDetector {

    /** Limit of the remembered names, far above the number of instances. */
    private static final int MAX_INSTANCES = 10_000;

    private final String server;
    private final long silenceNanos;
    private final SplitEvents events;
    private final LongSupplier nanos;
    /** When each other instance said hello last. */
    private final Map<String, Long> heard = new HashMap<>();
    /** When each other instance was first seen with a lease. */
    private final Map<String, Long> leased = new HashMap<>();

    private boolean linked;
    private long linkedNanos;
    /** When this instance heard its own hello last. */
    private long hearingNanos;

    private Set<String> unheard = Set.of();

    /**
     * Creates a detector that has heard no instance yet.
     *
     * @param server this instance's name in binding rows and leases
     * @param silence how long an instance with a lease may be silent
     * @param events told of instances that are not heard, and are heard again
     * @param nanos a monotonic clock in nanoseconds
     */
    public SplitDetector(String server, Duration silence, SplitEvents events, LongSupplier nanos) {
        this.server = server;
        this.silenceNanos = silence.toNanos();
        this.events = events;
        this.nanos = nanos;
    }

    /** Records a new link to Redis. What was said while there was none was not heard, so that all have the whole time again. */
    public synchronized void linked() {
        linked = true;
        linkedNanos = nanos.getAsLong();
        hearingNanos = linkedNanos;
    }

    /** Records that the link to Redis broke. Without a link this instance can accuse no other. */
    public synchronized void unlinked() {
        linked = false;
        unheard = Set.of();
    }

    /**
     * Records a hello that was accepted.
     *
     * @param sender the name of the instance that said it, which may be this one
     * @return whether it is another instance
     */
    public synchronized boolean heard(String sender) {
        long now = nanos.getAsLong();
        if (sender.equals(server)) {
            hearingNanos = now;
            return false;
        }
        if (heard.size() < MAX_INSTANCES || heard.containsKey(sender)) {
            heard.put(sender, now);
        }
        if (unheard.contains(sender)) {
            unheard = new TreeSet<>(unheard);
            unheard.remove(sender);
            events.heardAgain(sender);
        }
        return true;
    }

    /**
     * Decides which instances are not heard.
     *
     * @param others the names of the other instances with a lease in force; null if unknown
     */
    public synchronized void alive(@Nullable List<String> others) {
        long now = nanos.getAsLong();
        Set<String> named = others == null ? Set.of() : new HashSet<>(others);
        leased.keySet().retainAll(named);
        named.forEach(name -> leased.putIfAbsent(name, now));
        // Not by the time of now: an instance that was frozen itself has not read yet what the others said meanwhile.
        // Redis delivers that before its own next hello.
        heard.values().removeIf(at -> hearingNanos - at >= silenceNanos);
        Set<String> silent = new TreeSet<>();
        if (linked && hearingNanos - linkedNanos >= silenceNanos) {
            leased.forEach((name, since) -> {
                if (!heard.containsKey(name) && hearingNanos - since >= silenceNanos) {
                    silent.add(name);
                }
            });
        }
        Set<String> more = new TreeSet<>(silent);
        more.removeAll(unheard);
        unheard = silent;
        if (!more.isEmpty()) {
            events.unheard(more, Duration.ofNanos(silenceNanos));
        }
    }

    /**
     * Returns the instances that have a lease and are not heard.
     *
     * @return their names in order; empty while there is no link
     */
    public synchronized List<String> unheard() {
        return List.copyOf(unheard);
    }

    /** Returns whether another instance was heard lately. It has a lease, or is about to. */
    public synchronized boolean hearsOthers() {
        return !heard.isEmpty();
    }
}

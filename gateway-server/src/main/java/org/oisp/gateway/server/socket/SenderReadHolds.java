package org.oisp.gateway.server.socket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Sender.Hold;
import org.oisp.gateway.routing.ActuationEvents;

/**
 * The mailboxes in which a sender's share is full: while there is one, the sender's socket is not read. Holds come and go on any thread;
 * the event loop acts on them. A device that reads nothing ends its hold after a while, so that none lasts for ever.
 */
final class SenderReadHolds {

    /** The least time between two reports of a sender that is held repeatedly. */
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SocketLoop loop;
    private final ActuationEvents events;
    private final PausablePeer sender;
    private final Set<Hold> open = new LinkedHashSet<>();
    private volatile boolean held;
    /** This and the fields below are confined to the event loop. */
    private boolean counted;

    private boolean watched;
    private boolean closed;
    private boolean reported;
    private long reportedNanos;
    private long unreported;

    SenderReadHolds(SocketLoop loop, ActuationEvents events, PausablePeer sender) {
        this.loop = loop;
        this.events = events;
        this.sender = sender;
    }

    boolean isHeld() {
        return held;
    }

    /** Adds a hold. Called on any thread. */
    void add(Hold hold) {
        synchronized (open) {
            open.add(hold);
            held = true;
        }
        loop.executeIfRunning(this::check);
    }

    /** Removes a hold. Called on any thread. */
    void remove(Hold hold) {
        boolean released;
        synchronized (open) {
            released = open.remove(hold) && open.isEmpty();
            held = !open.isEmpty();
        }
        if (released) {
            loop.executeIfRunning(this::check);
        }
    }

    /** Ends all counting: the socket is closed. Called on the event loop. */
    void close() {
        closed = true;
        count(null);
    }

    private void check() {
        if (closed) {
            return;
        }
        Hold first = first();
        count(first);
        if (first == null) {
            sender.resumeReading();
        } else {
            sender.stopReading();
            watch(first);
        }
    }

    private @Nullable Hold first() {
        synchronized (open) {
            return open.isEmpty() ? null : open.iterator().next();
        }
    }

    private void count(@Nullable Hold first) {
        boolean now = first != null;
        if (now == counted) {
            return;
        }
        counted = now;
        if (first == null) {
            events.senderReleased();
            return;
        }
        events.senderHeld();
        unreported++;
        long nanos = System.nanoTime();
        if (!reported || nanos - reportedNanos >= REPORT_NANOS) {
            reported = true;
            reportedNanos = nanos;
            events.senderSlowed(sender, first.device(), unreported);
            unreported = 0;
        }
    }

    /** Checks the holds again when the first of them may end. */
    private void watch(Hold first) {
        if (!watched) {
            watched = true;
            loop.schedule(this::endStalled, Math.max(first.endsNanos() - System.nanoTime(), 0));
        }
    }

    private void endStalled() {
        watched = false;
        List<Hold> all;
        synchronized (open) {
            all = List.copyOf(open);
        }
        Hold soonest = null;
        for (Hold hold : all) {
            if (hold.endsNanos() - System.nanoTime() <= 0) {
                hold.end();
            } else if (soonest == null || hold.endsNanos() - soonest.endsNanos() < 0) {
                soonest = hold;
            }
        }
        if (soonest != null && !closed) {
            watch(soonest);
        }
    }
}

package org.oisp.gateway.server.socket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Sender.Hold;
import org.oisp.gateway.routing.ActuationEvents;

/**
 * The mailboxes in which a sender's share is full: for as long as there is one, its socket is not read. Holds come and go on any thread;
 * what follows from it is done on the socket's event loop. A device that takes nothing ends its hold by itself, so none lasts for ever.
 */
final class SenderReadHolds {

    /** A sender that is held again and again is told of no more often. */
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SocketLoop loop;
    private final ActuationEvents events;
    private final DeviceSocket socket;
    private final Set<Hold> open = new LinkedHashSet<>();
    private volatile boolean held;
    /** Only the loop's thread sees these. */
    private boolean counted;

    private boolean watched;
    private boolean closed;
    private boolean reported;
    private long reportedNanos;
    private long unreported;

    SenderReadHolds(SocketLoop loop, ActuationEvents events, DeviceSocket socket) {
        this.loop = loop;
        this.events = events;
        this.socket = socket;
    }

    boolean isHeld() {
        return held;
    }

    /** On any thread. */
    void add(Hold hold) {
        synchronized (open) {
            open.add(hold);
            held = true;
        }
        loop.executeIfRunning(this::look);
    }

    /** On any thread. */
    void remove(Hold hold) {
        boolean released;
        synchronized (open) {
            released = open.remove(hold) && open.isEmpty();
            held = !open.isEmpty();
        }
        if (released) {
            loop.executeIfRunning(this::look);
        }
    }

    /** On the loop: the socket is closed. */
    void close() {
        closed = true;
        count(null);
    }

    private void look() {
        if (closed) {
            return;
        }
        Hold first = first();
        count(first);
        if (first == null) {
            socket.goOn();
        } else {
            socket.stopReading();
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
            events.senderSlowed(socket, first.device(), unreported);
            unreported = 0;
        }
    }

    /** Looks at the holds again when the first of them may end. */
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

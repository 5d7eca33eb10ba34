package org.oisp.gateway.session;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.DroppedException;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Checks that the peer is alive, and that it sends a message at all. Like the original gateway, it pings after a time of silence, not at
 * fixed intervals; any byte received counts. Every idle device has one, so to save memory a single object is the flux of the pings and
 * close frames, for one subscriber, and its own subscription. Emits on the peer's thread only.
 */
final class Keepalive extends Flux<Outbound> implements Subscription, Runnable {

    /** The delay before a message without demand is offered again. */
    private static final long AGAIN_NANOS = 100_000_000;

    private static final AtomicLongFieldUpdater<Keepalive> DEMAND =
            AtomicLongFieldUpdater.newUpdater(Keepalive.class, "demand");

    private final Peer peer;
    private final SessionSettings settings;
    private final ConnectionEvents events;
    private final long openedNanos;
    private @Nullable CoreSubscriber<? super Outbound> subscriber;
    /** A message without demand so far; only the latest one matters. */
    private @Nullable Outbound waiting;

    private long pingedNanos;
    private boolean pinged;
    /** After the close frame: when it was sent. Before: when the peer was last checked for being a stranger. */
    private long checkedNanos;

    private boolean closed;
    private volatile long demand;
    private volatile boolean spoken;
    private volatile boolean proven;
    private volatile boolean cancelled;

    Keepalive(Peer peer, SessionSettings settings, ConnectionEvents events) {
        this.peer = peer;
        this.settings = settings;
        this.events = events;
        this.openedNanos = peer.nanos();
        this.checkedNanos = openedNanos;
    }

    /** Notes that the peer has sent a message. */
    void messageReceived() {
        if (!spoken) {
            spoken = true;
        }
    }

    /** Notes that the peer is not a stranger: it has registered a device, or sent an actuation with the right credentials. */
    void authenticated() {
        if (!proven) {
            proven = true;
            peer.authenticated();
        }
    }

    /**
     * Emits pings when due. Ends with a close frame if the peer sent no message, and with an error if it is gone. The checks do not wait
     * for demand: a peer that does not read is checked too.
     */
    @Override
    public void subscribe(CoreSubscriber<? super Outbound> actual) {
        if (subscriber != null) {
            Operators.error(actual, new IllegalStateException("A keepalive has one subscriber."));
            return;
        }
        subscriber = actual;
        actual.onSubscribe(this);
        peer.wake(this, nextCheck(peer.nanos()));
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            DEMAND.accumulateAndGet(this, n, Operators::addCap);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** Runs the checks that are due. Called on the peer's thread. */
    @Override
    public void run() {
        CoreSubscriber<? super Outbound> actual = subscriber;
        if (cancelled || actual == null) {
            return;
        }
        long now = peer.nanos();
        DropReason lost = check(now);
        if (lost != null) {
            cancelled = true;
            actual.onError(new DroppedException(lost));
            return;
        }
        Outbound message = waiting;
        if (message != null && demand > 0) {
            waiting = null;
            DEMAND.updateAndGet(this, d -> d == Long.MAX_VALUE ? d : d - 1);
            actual.onNext(message);
        }
        if (!cancelled) {
            long due = nextCheck(now);
            peer.wake(this, waiting == null ? due : earlier(due, now + AGAIN_NANOS));
        }
    }

    private long nextCheck(long now) {
        if (closed) {
            return checkedNanos + settings.pingGrace().toNanos();
        }
        long interval = settings.pingInterval().toNanos();
        // If the grace is longer than the interval, an answered ping must not delay the next ping until the grace is
        // over.
        long due = pinged && !answered()
                ? earlier(pingedNanos + settings.pingGrace().toNanos(), now + interval)
                : peer.lastHeardNanos() + interval;
        return spoken ? due : earlier(due, openedNanos + settings.firstMessage().toNanos());
    }

    private static long earlier(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos < 0 ? oneNanos : otherNanos;
    }

    private boolean answered() {
        return peer.lastHeardNanos() - pingedNanos > 0;
    }

    /** Returns the reason to cut the connection, or null. */
    private @Nullable DropReason check(long now) {
        if (closed) {
            // The close frame is stuck behind data that the peer does not read.
            return now - checkedNanos >= settings.pingGrace().toNanos() ? DropReason.SLOW_DEVICE : null;
        }
        if (!spoken && now - openedNanos >= settings.firstMessage().toNanos()) {
            peer.tolerates(Misuse.ABANDONED_CONNECTION);
            return close(now, DropReason.NO_FIRST_MESSAGE);
        }
        if (!proven && now - checkedNanos >= settings.pingInterval().toNanos()) {
            checkedNanos = now;
            if (!peer.tolerates(Misuse.UNREGISTERED_CONNECTION)) {
                return close(now, DropReason.UNREGISTERED);
            }
        }
        boolean silent = now - peer.lastHeardNanos() >= settings.pingInterval().toNanos();
        if (pinged && answered()) {
            pinged = false;
        }
        if (pinged && now - pingedNanos >= settings.pingGrace().toNanos()) {
            return DropReason.SILENT_PEER;
        }
        if (silent && !pinged) {
            pinged = true;
            pingedNanos = now;
            waiting = Outbound.PingFrame.PING;
        }
        return null;
    }

    private @Nullable DropReason close(long now, DropReason why) {
        closed = true;
        checkedNanos = now;
        // No device: a peer closed here has not registered any.
        events.dropped(peer, null, why);
        waiting = CloseFrame.POLICY;
        return null;
    }
}

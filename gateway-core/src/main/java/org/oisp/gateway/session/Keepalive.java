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
 * Watches that the peer is alive, and that it says something at all. As the original does, a ping is sent after a time of silence,
 * not at fixed times: any byte received is life. Each idle device has one, so it is a single object: the flux of what the watch
 * has to say, for one subscriber, and its own subscription. Emits on the peer's thread only.
 */
final class Keepalive extends Flux<Outbound> implements Subscription, Runnable {

    /** How soon a message that is not asked for is offered again. */
    private static final long AGAIN_NANOS = 100_000_000;

    private static final AtomicLongFieldUpdater<Keepalive> DEMAND =
            AtomicLongFieldUpdater.newUpdater(Keepalive.class, "demand");

    private final Peer peer;
    private final SessionSettings settings;
    private final ConnectionEvents events;
    private final long openedNanos;
    private @Nullable CoreSubscriber<? super Outbound> subscriber;
    /** What there is no demand for yet: only the last of it matters. */
    private @Nullable Outbound waiting;

    private long pingedNanos;
    private boolean pinged;
    /** When the peer was told to go; until then, when it was last looked whether it is still a stranger. */
    private long lookedNanos;

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
        this.lookedNanos = openedNanos;
    }

    /** The peer has sent a message. */
    void spoke() {
        if (!spoken) {
            spoken = true;
        }
    }

    /** The peer is no stranger: it has registered a device, or sent an actuation with the right credentials. */
    void proved() {
        if (!proven) {
            proven = true;
            peer.proved();
        }
    }

    /**
     * Pings when they are due. Ends in a close frame for a peer that said nothing, and in an error for one that is gone. Neither
     * waits for demand: a peer that does not read is watched all the same.
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

    /** On the peer's thread, when something may be due. */
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
            return lookedNanos + settings.pingGrace().toNanos();
        }
        long interval = settings.pingInterval().toNanos();
        // Where the grace is the longer, an answered ping must not put off the next one until it is over.
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

    /** Gives the reason to cut the connection, if there is one. */
    private @Nullable DropReason check(long now) {
        if (closed) {
            // Still here: the close frame waits behind what the peer does not read.
            return now - lookedNanos >= settings.pingGrace().toNanos() ? DropReason.SLOW_DEVICE : null;
        }
        if (!spoken && now - openedNanos >= settings.firstMessage().toNanos()) {
            peer.tolerates(Misuse.ABANDONED_CONNECTION);
            return close(now, DropReason.NO_FIRST_MESSAGE);
        }
        if (!proven && now - lookedNanos >= settings.pingInterval().toNanos()) {
            lookedNanos = now;
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
        lookedNanos = now;
        // It has no device: it has registered none.
        events.dropped(peer, null, why);
        waiting = CloseFrame.POLICY;
        return null;
    }
}

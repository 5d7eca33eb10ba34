package org.oisp.gateway.session;

import java.time.Duration;
import org.oisp.gateway.events.DropReason;
import org.oisp.gateway.events.DroppedException;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Close;
import org.oisp.gateway.protocol.Outbound;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Watches that the peer is alive, and that it says something at all. As the original does, a ping is sent after a time of silence,
 * not at fixed times: any byte received is life. Used by one thread, the peer's timer.
 */
final class Keepalive {

    private final Peer peer;
    private final SessionSettings settings;
    private final GatewayEvents events;
    private final long openedNanos;
    private long pingedNanos;
    private boolean pinged;
    private long closedNanos;
    private boolean closed;
    private volatile boolean spoken;

    Keepalive(Peer peer, SessionSettings settings, GatewayEvents events) {
        this.peer = peer;
        this.settings = settings;
        this.events = events;
        this.openedNanos = peer.nanos();
    }

    /** The peer has sent a message. */
    void spoke() {
        spoken = true;
    }

    /**
     * Pings when they are due. Ends in a close frame for a peer that said nothing, and in an error for one that is gone. Neither
     * waits for demand: a peer that does not read is watched all the same.
     */
    Flux<Outbound> watch() {
        return Mono.defer(() -> Mono.delay(untilNextCheck(), peer.timer()))
                .repeat()
                .<Outbound>handle((tick, sink) -> check(sink))
                .onBackpressureLatest();
    }

    private Duration untilNextCheck() {
        long now = peer.nanos();
        return Duration.ofNanos(Math.max(nextCheck(now) - now, 1_000_000));
    }

    private long nextCheck(long now) {
        if (closed) {
            return closedNanos + settings.pingGrace().toNanos();
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

    private void check(SynchronousSink<Outbound> sink) {
        long now = peer.nanos();
        if (closed) {
            // Still here: the close frame waits behind what the peer does not read.
            sink.error(new DroppedException(DropReason.SLOW_DEVICE));
            return;
        }
        if (!spoken && now - openedNanos >= settings.firstMessage().toNanos()) {
            closed = true;
            closedNanos = now;
            events.dropped(peer, DropReason.NO_FIRST_MESSAGE);
            sink.next(Close.POLICY);
            return;
        }
        boolean silent = now - peer.lastHeardNanos() >= settings.pingInterval().toNanos();
        if (pinged && answered()) {
            pinged = false;
        }
        if (pinged && now - pingedNanos >= settings.pingGrace().toNanos()) {
            sink.error(new DroppedException(DropReason.SILENT_PEER));
        } else if (silent && !pinged) {
            pinged = true;
            pingedNanos = now;
            sink.next(Outbound.PingFrame.PING);
        }
    }
}

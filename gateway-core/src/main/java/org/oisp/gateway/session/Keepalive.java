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
    private boolean refused;
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
        long untilCheck = peer.lastHeardNanos() + settings.pingInterval().toNanos() - now;
        if (pinged && !answered()) {
            // At least once an interval, even if the grace is longer: from its answer on, its silence counts anew.
            long untilLost = pingedNanos + settings.pingGrace().toNanos() - now;
            untilCheck = Math.min(untilLost, settings.pingInterval().toNanos());
        }
        long untilRefused =
                awaitsFirstMessage() ? openedNanos + settings.firstMessage().toNanos() - now : Long.MAX_VALUE;
        return Duration.ofNanos(Math.max(Math.min(untilCheck, untilRefused), 1_000_000));
    }

    private boolean answered() {
        return peer.lastHeardNanos() - pingedNanos > 0;
    }

    /** Refused only once: a peer that does not take its close frame is then watched like any other that is silent. */
    private boolean awaitsFirstMessage() {
        return !spoken && !refused;
    }

    private void check(SynchronousSink<Outbound> sink) {
        long now = peer.nanos();
        if (awaitsFirstMessage() && now - openedNanos >= settings.firstMessage().toNanos()) {
            refused = true;
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

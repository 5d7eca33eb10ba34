package org.oisp.gateway.server.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells sessions at a limited rate that the server stops: their devices reconnect to other instances, and each of those is a registration.
 * Order and intervals are random, so that devices that connected together do not reconnect together.
 */
final class PacedShutdown {

    private static final int MIN_PAUSE_MILLIS = 5;
    private static final int MAX_PAUSE_MILLIS = 35;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<OpenSocket> sockets;
    private final double perNano;
    private final long begunNanos = System.nanoTime();
    private int notified;

    private PacedShutdown(List<OpenSocket> sockets, int perSecond, Duration atMost) {
        this.sockets = sockets;
        this.perNano = Math.max(perSecond / NANOS_PER_SECOND, sockets.size() / (double) Math.max(1, atMost.toNanos()));
        Collections.shuffle(sockets, ThreadLocalRandom.current());
    }

    /**
     * Tells all sessions that are open now.
     *
     * @param loops the event loops of their sockets
     * @param perSecond how many to tell each second, or more if that would take longer than {@code atMost}
     * @param atMost how long it may take
     * @return completes when all are told, or no session is left
     */
    static Mono<Void> toAll(
            Collection<SocketLoop> loops, ConnectionAdmission connectionAdmission, int perSecond, Duration atMost) {
        return Flux.fromIterable(loops)
                .concatMap(SocketLoop::sessions)
                .collect(ArrayList<OpenSocket>::new, List::addAll)
                .map(sockets -> new PacedShutdown(sockets, perSecond, atMost))
                .flatMap(pacedShutdown -> pacedShutdown.tellAll(connectionAdmission));
    }

    private Mono<Void> tellAll(ConnectionAdmission connectionAdmission) {
        return Mono.defer(() -> Mono.delay(Duration.ofMillis(
                        ThreadLocalRandom.current().nextLong(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS + 1L))))
                .doOnNext(tick -> tellThoseDue())
                .repeat(() -> notified < sockets.size() && connectionAdmission.sessions() > 0)
                .then();
    }

    private void tellThoseDue() {
        double due = Math.ceil((System.nanoTime() - begunNanos) * perNano);
        while (notified < sockets.size() && notified < due) {
            OpenSocket socket = sockets.get(notified++);
            socket.execute(() -> OpenSockets.apart(socket, OpenSocket::shutdown));
        }
    }
}

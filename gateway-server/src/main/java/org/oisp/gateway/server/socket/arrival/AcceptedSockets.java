package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/** The accepted sockets that have not been read yet, event loop by event loop. Thread-safe. */
public final class AcceptedSockets {

    private final Duration patience;
    private final EventLoopLags lags;
    private final BooleanSupplier crowded;
    private final ConcurrentMap<EventLoop, AcceptedSocketQueue> queues = new ConcurrentHashMap<>();

    /**
     * Nobody waits yet.
     *
     * @param patience how long a connection waits at most before it is read; then it is answered 503
     * @param lags told how late the loops are
     * @param crowded whether registrations wait already, so that whoever is let in would only wait there
     */
    public AcceptedSockets(Duration patience, EventLoopLags lags, BooleanSupplier crowded) {
        this.patience = patience;
        this.lags = lags;
        this.crowded = crowded;
    }

    /**
     * Makes the gate of a socket.
     *
     * @param loop the socket's event loop
     * @param refuse has the peer refused as soon as it is read, since it has waited too long
     * @return to be the first in its pipeline before the socket is active
     */
    public AcceptedSocketGate gate(EventLoop loop, Runnable refuse) {
        return new AcceptedSocketGate(
                queues.computeIfAbsent(loop, one -> new AcceptedSocketQueue(one, patience, lags.watch(one), crowded)),
                refuse);
    }

    /**
     * How many wait.
     *
     * @return a number, for a gauge
     */
    public int waiting() {
        return queues.values().stream().mapToInt(AcceptedSocketQueue::waiting).sum();
    }
}

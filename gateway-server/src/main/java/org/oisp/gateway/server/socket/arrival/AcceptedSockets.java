package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/** The accepted sockets that are not read yet, one queue for each event loop. Thread-safe. */
public final class AcceptedSockets {

    private final Duration maxWait;
    private final EventLoopLags lags;
    private final BooleanSupplier crowded;
    private final ConcurrentMap<EventLoop, AcceptedSocketQueue> queues = new ConcurrentHashMap<>();

    /**
     * Creates an object without queues.
     *
     * @param maxWait how long a connection may wait to be read; after that it is answered 503
     * @param lags measures the loops' lag
     * @param crowded whether registrations already wait, so that an admitted connection would only wait there
     */
    public AcceptedSockets(Duration maxWait, EventLoopLags lags, BooleanSupplier crowded) {
        this.maxWait = maxWait;
        this.lags = lags;
        this.crowded = crowded;
    }

    /**
     * Creates the gate of a socket.
     *
     * @param loop the socket's event loop
     * @param refuse has the handshake refused, since the socket has waited too long
     * @return the gate; must be the first handler of the pipeline before the socket is active
     */
    public AcceptedSocketGate gate(EventLoop loop, Runnable refuse) {
        return new AcceptedSocketGate(
                queues.computeIfAbsent(loop, one -> new AcceptedSocketQueue(one, maxWait, lags.watch(one), crowded)),
                refuse);
    }

    /**
     * Returns how many sockets wait.
     *
     * @return a number, for a gauge
     */
    public int waiting() {
        return queues.values().stream().mapToInt(AcceptedSocketQueue::waiting).sum();
    }
}

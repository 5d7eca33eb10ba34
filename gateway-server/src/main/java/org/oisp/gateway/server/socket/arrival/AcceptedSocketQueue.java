package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The accepted sockets of one event loop that are not read yet, in order of arrival. Not thread-safe; confined to the event loop, except
 * {@link #waiting()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the loop's own task; it ends with the loop
public final class AcceptedSocketQueue {

    /** Short compared with the time that a delivery may take. */
    private static final long CHECK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int BURST_INTERVALS = 4;

    private final EventLoop loop;
    private final EventLoopLag lag;
    private final long maxWait;
    private final BooleanSupplier crowded;
    private final AcceptRate rate;
    private final Deque<WaitingSocket> queue = new ArrayDeque<>();
    private long due;
    private volatile int waiting;

    /**
     * Creates an empty queue.
     *
     * @param loop the event loop
     * @param maxWait how long a socket may wait to be read; after that it is refused
     * @param lag receives the loop's lag
     * @param crowded whether registrations already wait, so that an admitted connection would only wait there
     */
    public AcceptedSocketQueue(EventLoop loop, Duration maxWait, EventLoopLag lag, BooleanSupplier crowded) {
        this.loop = loop;
        this.lag = lag;
        this.maxWait = maxWait.toNanos();
        this.crowded = crowded;
        this.rate = new AcceptRate(BURST_INTERVALS * CHECK_INTERVAL, System.nanoTime());
    }

    /**
     * Returns how many sockets wait. Thread-safe.
     *
     * @return a number, for a gauge
     */
    public int waiting() {
        return waiting;
    }

    void arrived(WaitingSocket socket) {
        if (queue.isEmpty()) {
            rate.refill(System.nanoTime(), crowded.getAsBoolean());
            if (rate.take()) {
                socket.open(false);
                return;
            }
            lag.setNoneWaiting(false);
            checkLater();
        }
        queue.add(socket);
        waiting = queue.size();
    }

    private void checkLater() {
        due = System.nanoTime() + CHECK_INTERVAL;
        loop.schedule(this::check, CHECK_INTERVAL, TimeUnit.NANOSECONDS);
    }

    private void check() {
        long now = System.nanoTime();
        lag.late(now, now - due);
        rate.adapt(lag.isLate(now - due));
        rate.refill(now, crowded.getAsBoolean());
        WaitingSocket next = queue.peek();
        while (next != null && (next.isGone() || rate.take())) {
            queue.remove();
            next.open(now - next.cameNanos() > maxWait);
            next = queue.peek();
        }
        waiting = queue.size();
        if (next != null) {
            checkLater();
        } else {
            lag.setNoneWaiting(true);
        }
    }

    /** An accepted socket, as far as the queue has to know it. Confined to the event loop. */
    interface WaitingSocket {

        /** Returns whether the socket is closed, or its peer has left. */
        boolean isGone();

        /** Returns when it came to the queue, in the sense of {@link System#nanoTime()}. */
        long cameNanos();

        /** Has it read, unless it is gone; {@code late} if it has waited too long, and its handshake is to be refused. */
        void open(boolean late);
    }
}

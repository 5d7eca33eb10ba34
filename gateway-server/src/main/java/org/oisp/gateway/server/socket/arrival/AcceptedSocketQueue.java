package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The accepted sockets of one event loop that have not been read yet, in the order in which they came. Used on the loop, but for what
 * gauges ask.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the loop's own task; it ends with the loop
public final class AcceptedSocketQueue {

    /** Short against what a delivery may take. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int LOOKS_AT_ONCE = 4;

    private final EventLoop loop;
    private final EventLoopLag lag;
    private final long patience;
    private final BooleanSupplier crowded;
    private final AcceptRate rate;
    private final Deque<AcceptedSocketGate> queue = new ArrayDeque<>();
    private long due;
    private volatile int waiting;

    /**
     * Makes a queue with nobody in it.
     *
     * @param loop the loop
     * @param patience how long one waits at most before it is read; then it is refused
     * @param lag told how late the loop is
     * @param crowded whether registrations wait already, so that whoever is let in would only wait there
     */
    public AcceptedSocketQueue(EventLoop loop, Duration patience, EventLoopLag lag, BooleanSupplier crowded) {
        this.loop = loop;
        this.lag = lag;
        this.patience = patience.toNanos();
        this.crowded = crowded;
        this.rate = new AcceptRate(LOOKS_AT_ONCE * LOOK, System.nanoTime());
    }

    /**
     * How many wait.
     *
     * @return a number, for a gauge; on any thread
     */
    public int waiting() {
        return waiting;
    }

    void arrived(AcceptedSocketGate gate) {
        if (queue.isEmpty()) {
            rate.pass(System.nanoTime(), crowded.getAsBoolean());
            if (rate.take()) {
                gate.open(false);
                return;
            }
            lag.calm(false);
            lookLater();
        }
        queue.add(gate);
        waiting = queue.size();
    }

    private void lookLater() {
        due = System.nanoTime() + LOOK;
        loop.schedule(this::look, LOOK, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        lag.late(now, now - due);
        rate.adapt(lag.isLate(now - due));
        rate.pass(now, crowded.getAsBoolean());
        AcceptedSocketGate next = queue.peek();
        while (next != null && (next.isGone() || rate.take())) {
            queue.remove();
            next.open(now - next.cameNanos() > patience);
            next = queue.peek();
        }
        waiting = queue.size();
        if (next != null) {
            lookLater();
        } else {
            lag.calm(true);
        }
    }
}

package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Measures how late an event loop runs its tasks; messages to connected devices are late by as much. The threshold depends on the loop's
 * lag while no connection waits to be read: if the machine is slow, admitting fewer connections does not help. Written on the event loop,
 * read by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the loop's own task; it ends with the loop
final class EventLoopLag {

    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The reported lag is the worst of this window and the last one. */
    private static final long WINDOW = 2 * SAMPLE_NANOS;

    /** Connected devices may wait this many times as long as they normally do. */
    private static final int FACTOR = 3;
    /** The highest threshold in multiples of the bound, however slow the machine is. */
    private static final int MAX_BOUNDS = 10;
    /** The normal lag is a moving average over about this many windows in which no connection waited. */
    private static final int MEMORY = 16;

    private final long bound;
    private long due;
    private long windowEnd = System.nanoTime();
    private long worst;
    private boolean noneWaiting = true;
    private boolean noneWaitedSoFar = true;
    private volatile long worstBefore;
    private volatile long worstNow;
    private volatile long normal;

    /**
     * Creates a lag that is not measured yet.
     *
     * @param bound the lag that is always acceptable, in nanoseconds
     */
    EventLoopLag(long bound) {
        this.bound = bound;
    }

    /** Starts to measure the loop. */
    void watch(EventLoop loop) {
        due = System.nanoTime() + SAMPLE_NANOS;
        loop.schedule(
                () -> {
                    long now = System.nanoTime();
                    late(now, now - due);
                    watch(loop);
                },
                SAMPLE_NANOS,
                TimeUnit.NANOSECONDS);
    }

    /** Records whether, from now on, no connection waits to be read. */
    void setNoneWaiting(boolean noneWaits) {
        noneWaiting = noneWaits;
        noneWaitedSoFar &= noneWaits;
    }

    /** Records that a task ran this many nanoseconds after it was due. */
    void late(long now, long nanos) {
        if (now - windowEnd >= 0) {
            windowEnd = now + WINDOW;
            worstBefore = worst;
            if (noneWaitedSoFar) {
                long before = normal;
                normal = before + (worst - before) / MEMORY;
            }
            noneWaitedSoFar = noneWaiting;
            worst = 0;
        }
        worst = Math.max(worst, nanos);
        worstNow = worst;
    }

    /** Returns the worst recent lag, in nanoseconds. */
    long nanos() {
        return Math.max(worstNow, worstBefore);
    }

    /** Returns whether a lag, in nanoseconds, is too long. */
    boolean isLate(long nanos) {
        return nanos > Math.max(bound, Math.min(FACTOR * normal, MAX_BOUNDS * bound));
    }
}

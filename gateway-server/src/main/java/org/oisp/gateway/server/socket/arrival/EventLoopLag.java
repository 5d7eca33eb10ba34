package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * How late an event loop is: what is due on it runs so much later, and so does what a connected device is sent. Whether that is too late
 * is judged by how late the loop is without newcomers, since it may be its machine that is late, and that is not mended by letting in
 * fewer. Written on the loop, read by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the loop's own task; it ends with the loop
final class EventLoopLag {

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);
    /** The worst of this window and of the last one is what counts. */
    private static final long WINDOW = 2 * LOOK;

    /** Connected devices may wait so many times as long as they do without newcomers. */
    private static final int FACTOR = 3;
    /** Past so many times the bound no machine is excused. */
    private static final int MOST_BOUNDS = 10;
    /** What is normal is a mean of about so many windows. */
    private static final int MEMORY = 16;

    private final long bound;
    private long due;
    private long windowEnd = System.nanoTime();
    private long worst;
    private boolean calm = true;
    private boolean calmSoFar = true;
    private volatile long worstBefore;
    private volatile long worstNow;
    private volatile long normal;

    /**
     * Looks at nothing yet.
     *
     * @param bound how late the loop may be in any case, in nanoseconds
     */
    EventLoopLag(long bound) {
        this.bound = bound;
    }

    /** Begins to look at the loop. */
    void watch(EventLoop loop) {
        due = System.nanoTime() + LOOK;
        loop.schedule(
                () -> {
                    long now = System.nanoTime();
                    late(now, now - due);
                    watch(loop);
                },
                LOOK,
                TimeUnit.NANOSECONDS);
    }

    /** Whether no newcomer waits from here on. */
    void calm(boolean nobodyWaits) {
        calm = nobodyWaits;
        calmSoFar &= nobodyWaits;
    }

    /** Something was run so long after it was due. */
    void late(long now, long nanos) {
        if (now - windowEnd >= 0) {
            windowEnd = now + WINDOW;
            worstBefore = worst;
            if (calmSoFar) {
                long before = normal;
                normal = before + (worst - before) / MEMORY;
            }
            calmSoFar = calm;
            worst = 0;
        }
        worst = Math.max(worst, nanos);
        worstNow = worst;
    }

    /** How late it was, at the worst, within the last moments. */
    long nanos() {
        return Math.max(worstNow, worstBefore);
    }

    /** Whether that much is too late. */
    boolean isLate(long nanos) {
        return nanos > Math.max(bound, Math.min(FACTOR * normal, MOST_BOUNDS * bound));
    }
}

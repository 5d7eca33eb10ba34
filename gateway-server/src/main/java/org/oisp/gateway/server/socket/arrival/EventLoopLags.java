package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How late the event loops of the device port are: the latest of them counts, since some device is on it. Thread-safe. */
public final class EventLoopLags {

    private final long bound;
    private final Queue<EventLoopLag> loops = new ConcurrentLinkedQueue<>();

    /**
     * No loop yet.
     *
     * @param bound how late a loop may be
     */
    public EventLoopLags(Duration bound) {
        this.bound = bound.toNanos();
    }

    /**
     * Begins to look at one more.
     *
     * @param loop the loop
     * @return how late it is
     */
    EventLoopLag watch(EventLoop loop) {
        EventLoopLag lag = new EventLoopLag(bound);
        loops.add(lag);
        loop.execute(() -> lag.watch(loop));
        return lag;
    }

    /**
     * How late the latest is.
     *
     * @return at the worst within the last moments, in nanoseconds
     */
    public long nanos() {
        long worst = 0;
        for (EventLoopLag lag : loops) {
            worst = Math.max(worst, lag.nanos());
        }
        return worst;
    }

    /**
     * Whether one is late.
     *
     * @return whether connected devices wait, more than they do without newcomers
     */
    public boolean isLate() {
        for (EventLoopLag lag : loops) {
            if (lag.isLate(lag.nanos())) {
                return true;
            }
        }
        return false;
    }
}

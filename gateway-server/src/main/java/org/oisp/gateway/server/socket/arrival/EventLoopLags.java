package org.oisp.gateway.server.socket.arrival;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The lag of the device port's event loops; the worst counts, since every loop serves devices. Thread-safe. */
public final class EventLoopLags {

    private final long bound;
    private final Queue<EventLoopLag> loops = new ConcurrentLinkedQueue<>();

    /**
     * Creates an object that measures no loop yet.
     *
     * @param bound the lag that is always acceptable
     */
    public EventLoopLags(Duration bound) {
        this.bound = bound.toNanos();
    }

    /**
     * Starts to measure another loop.
     *
     * @param loop the event loop
     * @return its lag
     */
    EventLoopLag watch(EventLoop loop) {
        EventLoopLag lag = new EventLoopLag(bound);
        loops.add(lag);
        loop.execute(() -> lag.watch(loop));
        return lag;
    }

    /**
     * Returns the worst lag of all loops.
     *
     * @return the worst of the last moments, in nanoseconds
     */
    public long nanos() {
        long worst = 0;
        for (EventLoopLag lag : loops) {
            worst = Math.max(worst, lag.nanos());
        }
        return worst;
    }

    /**
     * Returns whether one of the loops is late.
     *
     * @return true if connected devices wait too much longer than they do while no connection waits to be read
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

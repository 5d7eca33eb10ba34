package org.oisp.gateway.server.lifecycle;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.receipt.Deadlines;

/** Deadlines on Netty's hashed wheel, whose thread starts with the first of them. */
public final class TimerDeadlines implements Deadlines {

    private static final long TICK_MILLIS = 20;

    /** Deadlines within some ten seconds have a slot of their own each tick. */
    private static final int TICKS = 512;

    private final HashedWheelTimer timer = new HashedWheelTimer(
            new DefaultThreadFactory("deadlines", true), TICK_MILLIS, TimeUnit.MILLISECONDS, TICKS, false);

    @Override
    public Runnable schedule(Runnable task, long millis) {
        Timeout timeout = timer.newTimeout(due -> task.run(), millis, TimeUnit.MILLISECONDS);
        return timeout::cancel;
    }

    /** Ends the thread; deadlines that are not over yet are forgotten. */
    public void close() {
        timer.stop();
    }
}

package org.oisp.gateway.server.lifecycle;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.receipt.Deadlines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Deadlines on Netty's hashed wheel, whose thread starts with the first of them. */
public final class TimerDeadlines implements Deadlines {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final long TICK_MILLIS = 20;

    /** Deadlines within some ten seconds have a slot of their own each tick. */
    private static final int TICKS = 512;

    private volatile HashedWheelTimer timer = newTimer();

    private static HashedWheelTimer newTimer() {
        return new HashedWheelTimer(
                new DefaultThreadFactory("deadlines", true), TICK_MILLIS, TimeUnit.MILLISECONDS, TICKS, false);
    }

    /** A task of this class's users. */
    private record DueTask(Runnable task) implements TimerTask {
        @Override
        public void run(Timeout timeout) {
            task.run();
        }
    }

    @Override
    public Runnable schedule(Runnable task, long millis) {
        DueTask due = new DueTask(task);
        while (true) {
            HashedWheelTimer current = timer;
            try {
                Timeout timeout = current.newTimeout(due, millis, TimeUnit.MILLISECONDS);
                // A timer that was stopped meanwhile may have missed it; if it cannot be cancelled any more, it was
                // found.
                if (current == timer || !timeout.cancel()) {
                    return timeout::cancel;
                }
            } catch (IllegalStateException stopped) {
                if (current == timer) {
                    return () -> {}; // closed
                }
            }
        }
    }

    /**
     * Runs all tasks that wait, now instead of later. Those that are scheduled from now on wait for their time as ever.
     *
     * @return completes when they have run; never fails
     */
    public Mono<Void> runAll() {
        // To stop the timer's thread blocks for a moment.
        return Mono.<Void>fromRunnable(this::runWaiting).subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized void runWaiting() {
        HashedWheelTimer before = timer;
        timer = newTimer();
        for (Timeout timeout : before.stop()) {
            try {
                ((DueTask) timeout.task()).task().run();
            } catch (RuntimeException | Error defect) {
                LOG.error("a deadline's task has failed", defect);
            }
        }
    }

    /** Ends the thread; deadlines that are not over yet are forgotten. */
    public synchronized void close() {
        timer.stop();
    }
}

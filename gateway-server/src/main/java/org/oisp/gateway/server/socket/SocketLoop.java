package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;
import org.oisp.gateway.server.socket.frame.FrameHeader;
import reactor.core.publisher.Mono;

/**
 * An event loop and its sockets. Messages from other threads are handed over in batches, with one wake-up a batch; each socket that was
 * written to is flushed once, at the end of the loop's pass.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
final class SocketLoop {

    private final EventLoop loop;
    private final TimerWheel timerWheel;
    private final MessageDeadlines deadlines;
    private final DeferredCloses deferredCloses;
    private final OpenSockets openSockets = new OpenSockets();
    private final FrameHeader header = new FrameHeader();
    private final Queue<BatchedWriter> handedOver = PlatformDependent.newMpscQueue();
    private final AtomicBoolean wakeUpPending = new AtomicBoolean();
    /** Confined to the event loop. */
    private final List<BatchedWriter> unflushed = new ArrayList<>();

    SocketLoop(EventLoop loop) {
        this.loop = loop;
        this.timerWheel = new TimerWheel(loop);
        this.deadlines = new MessageDeadlines(loop, () -> loop.ticker().nanoTime());
        // A scheduled task runs after the sockets' input; one passed to execute() would run before it.
        this.deferredCloses =
                new DeferredCloses(task -> loop.schedule(task, 1, TimeUnit.NANOSECONDS), System::nanoTime);
    }

    boolean isCurrent() {
        return loop.inEventLoop();
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Runs a task on the loop, unless the loop has ended: it has no sockets then. */
    void executeIfRunning(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            // Nothing is left to do.
        }
    }

    /** Runs a task in the next pass, after the sockets' pending input. {@link #execute} would run it before the sockets' next turn. */
    void nextPass(Runnable task) {
        schedule(task, 1);
    }

    void schedule(Runnable task, long nanos) {
        loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    TimerWheel alarms() {
        return timerWheel;
    }

    MessageDeadlines deadlines() {
        return deadlines;
    }

    DeferredCloses departures() {
        return deferredCloses;
    }

    OpenSockets sockets() {
        return openSockets;
    }

    FrameHeader header() {
        return header;
    }

    /** Has the loop write the writer's message. Called on any other thread. */
    void handOver(BatchedWriter writer) {
        handedOver.add(writer);
        if (!wakeUpPending.get() && wakeUpPending.compareAndSet(false, true)) {
            loop.execute(this::takeOver);
        }
    }

    /** Has the writer's socket flushed at the end of this pass of the loop. */
    void flushLater(BatchedWriter writer) {
        if (unflushed.isEmpty()) {
            loop.execute(this::flush);
        }
        unflushed.add(writer);
    }

    /** Returns the sockets that have a session. */
    Mono<List<OpenSocket>> sessions() {
        return Mono.create(sink -> loop.execute(() -> {
            List<OpenSocket> sessions = new ArrayList<>();
            openSockets.forEach(socket -> {
                if (socket.hasSession()) {
                    sessions.add(socket);
                }
            });
            sink.success(sessions);
        }));
    }

    private void takeOver() {
        // Cleared before the queue is read: a writer added from now on wakes the loop again.
        wakeUpPending.set(false);
        BatchedWriter writer = handedOver.poll();
        while (writer != null) {
            writer.writeHandedOver();
            writer = handedOver.poll();
        }
    }

    private void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }
}

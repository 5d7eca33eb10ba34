package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.frame.FrameHeader;
import org.oisp.gateway.telemetry.DefectSite;
import reactor.core.publisher.Mono;

/**
 * An event loop and the sockets on it. What other threads have for its sockets comes over in batches, one wake-up a batch; what was
 * written in a pass of the loop is flushed at its end, once a socket.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class SocketLoop {

    private final EventLoop loop;
    private final TimerWheel timerWheel;
    private final MessageDeadlines deadlines;
    private final DeferredCloses deferredCloses;
    private final FrameHeader header = new FrameHeader();
    private final Queue<FrameWriter> handedOver = PlatformDependent.newMpscQueue();
    private final AtomicBoolean wakeUpPending = new AtomicBoolean();
    /** Only the loop's own thread sees these. */
    private final List<FrameWriter> unflushed = new ArrayList<>();

    private @Nullable DeviceSocket open;

    SocketLoop(EventLoop loop) {
        this.loop = loop;
        this.timerWheel = new TimerWheel(loop);
        this.deadlines = new MessageDeadlines(loop, () -> loop.ticker().nanoTime());
        // What is due has its turn after the sockets; what is just executed would have it before they have theirs
        // again.
        this.deferredCloses =
                new DeferredCloses(task -> loop.schedule(task, 1, TimeUnit.NANOSECONDS), System::nanoTime);
    }

    boolean isCurrent() {
        return loop.inEventLoop();
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** A loop that has ended has no sockets any more that it would be for. */
    void executeIfRunning(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            // Nothing is left to be done.
        }
    }

    /** Behind what the sockets have received until then. What is just executed would come before they have their turn. */
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

    FrameHeader header() {
        return header;
    }

    /** Has the writer write what it was given, on this loop. Called by any other thread. */
    void handOver(FrameWriter writer) {
        handedOver.add(writer);
        if (!wakeUpPending.get() && wakeUpPending.compareAndSet(false, true)) {
            loop.execute(this::takeOver);
        }
    }

    /** Has the writer's socket flushed when this pass of the loop is over. */
    void flushLater(FrameWriter writer) {
        if (unflushed.isEmpty()) {
            loop.execute(this::flush);
        }
        unflushed.add(writer);
    }

    void add(DeviceSocket socket) {
        DeviceSocket next = open;
        socket.next = next;
        if (next != null) {
            next.previous = socket;
        }
        open = socket;
    }

    void remove(DeviceSocket socket) {
        DeviceSocket next = socket.next;
        DeviceSocket previous = socket.previous;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else if (open == socket) {
            open = next;
        }
        socket.next = null;
        socket.previous = null;
    }

    /** Does something to each socket; one at which it fails is closed. */
    void forEach(Consumer<DeviceSocket> action) {
        DeviceSocket socket = open;
        while (socket != null) {
            DeviceSocket next = socket.next;
            apart(socket, action);
            socket = next;
        }
    }

    /** Does something to a socket; if it fails, that is closed. */
    static void apart(DeviceSocket socket, Consumer<DeviceSocket> action) {
        try {
            action.accept(socket);
        } catch (RuntimeException | Error defect) {
            socket.failed(DefectSite.CLOSE, defect);
        }
    }

    /** Those of its sockets that have a session. */
    Mono<List<DeviceSocket>> sessions() {
        return Mono.create(sink -> loop.execute(() -> {
            List<DeviceSocket> sessions = new ArrayList<>();
            forEach(socket -> {
                if (socket.hasSession()) {
                    sessions.add(socket);
                }
            });
            sink.success(sessions);
        }));
    }

    private void takeOver() {
        // Before the queue is read: who adds to it from here on wakes the loop again.
        wakeUpPending.set(false);
        FrameWriter writer = handedOver.poll();
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

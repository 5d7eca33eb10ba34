package org.oisp.gateway.server.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * The sockets of an event loop that are to be closed because their peers have left. A close takes some fifty microseconds, most of it in
 * the kernel, and ten thousand peers may leave at once: so each pass of the loop closes only some, and serves the other sockets in between.
 * Not thread-safe; confined to the event loop.
 */
final class DeferredCloses {

    /** How long the other sockets wait at most, plus one close. */
    static final long PORTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Consumer<Runnable> nextPass;
    private final LongSupplier nanos;
    private final Queue<OpenSocket> leaving = new ArrayDeque<>();
    private boolean scheduled;

    /**
     * Creates an empty queue.
     *
     * @param nextPass runs a task in the loop's next pass, after the sockets' pending input
     * @param nanos a monotonic clock, in nanoseconds
     */
    DeferredCloses(Consumer<Runnable> nextPass, LongSupplier nanos) {
        this.nextPass = nextPass;
        this.nanos = nanos;
    }

    void add(OpenSocket socket) {
        leaving.add(socket);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            nextPass.accept(this::closePortion);
        }
    }

    private void closePortion() {
        scheduled = false;
        long begun = nanos.getAsLong();
        OpenSocket socket = leaving.poll();
        while (socket != null) {
            try {
                socket.close();
            } catch (RuntimeException | Error defect) {
                // The sockets behind it must be closed as well.
                socket.failed(DefectSite.CLOSE, defect);
            }
            if (nanos.getAsLong() - begun >= PORTION_NANOS) {
                break;
            }
            socket = leaving.poll();
        }
        if (!leaving.isEmpty()) {
            schedule();
        }
    }
}

package org.oisp.gateway.server.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * What is to be closed of an event loop's sockets, since their peers have left. To close one takes some fifty microseconds, most of
 * them the kernel's, and ten thousand may leave at once: so a portion is closed in each pass of the loop, and what comes for the other
 * sockets meanwhile is served between two of them. Used on the loop's thread.
 */
final class DeferredCloses {

    /** What the other sockets wait for at most, and one more. */
    static final long PORTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Consumer<Runnable> nextPass;
    private final LongSupplier nanos;
    private final Queue<DeviceSocket> leaving = new ArrayDeque<>();
    private boolean scheduled;

    /**
     * Makes an empty one.
     *
     * @param nextPass has something run in the loop's next pass, behind what its sockets have received until then
     * @param nanos a monotonic time
     */
    DeferredCloses(Consumer<Runnable> nextPass, LongSupplier nanos) {
        this.nextPass = nextPass;
        this.nanos = nanos;
    }

    void add(DeviceSocket socket) {
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
        DeviceSocket socket = leaving.poll();
        while (socket != null) {
            try {
                socket.close();
            } catch (RuntimeException | Error defect) {
                // Those behind it leave as well.
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

package org.oisp.gateway.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;

/** A device that has left and may come back soon, and the actuations that wait for it. Guarded by the {@link ReconnectHold}. */
final class ExpectedDevice {

    /**
     * A held actuation.
     *
     * @param route what becomes of it
     * @param endsNanos when it is held no more
     */
    record HeldActuation(ForwardedActuation actuation, HeldRoute route, long endsNanos) {}

    final DeviceUid uid;
    final DeviceAddress address;
    long leftNanos;
    /** Whether it is known to have come back, so that what waits is to be sent. */
    boolean back;
    /** Whether a thread sends what waits; there is one at a time, for the order. */
    boolean draining;
    /** Whether a timer is set. */
    boolean timed;
    /** Whether nothing may be added any more. */
    boolean forgotten;

    private @Nullable Deque<HeldActuation> waiting;
    private int bytes;

    ExpectedDevice(DeviceUid uid, DeviceAddress address) {
        this.uid = uid;
        this.address = address;
    }

    int messages() {
        return waiting == null ? 0 : waiting.size();
    }

    int bytes() {
        return bytes;
    }

    /** Adds an actuation behind those that were received before it. It comes late if it was published and no instance received it. */
    void add(HeldActuation held) {
        Deque<HeldActuation> queue = waiting == null ? new ArrayDeque<>(4) : waiting;
        waiting = queue;
        Deque<HeldActuation> later = new ArrayDeque<>(0);
        long received = held.actuation().body().receivedNanos();
        for (HeldActuation last = queue.peekLast();
                last != null && last.actuation().body().receivedNanos() - received > 0;
                last = queue.peekLast()) {
            later.push(queue.removeLast());
        }
        queue.add(held);
        queue.addAll(later);
        bytes += held.actuation().length();
    }

    @Nullable
    HeldActuation peek() {
        return waiting == null ? null : waiting.peek();
    }

    HeldActuation remove() {
        HeldActuation held = waiting == null ? null : waiting.poll();
        if (held == null) {
            throw new IllegalStateException("nothing waits");
        }
        bytes -= held.actuation().length();
        return held;
    }
}

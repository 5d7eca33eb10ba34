package org.oisp.gateway.registry;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Sender;

/**
 * What waits in a mailbox behind its first message, by senders: one of each in turn, and each one's in order. A sender may have as much
 * waiting as there is room left, so that there is always room for one more (the dynamic thresholds of shared packet buffers); past it, it
 * is held until it has half of that. Guarded by the lock of its {@link MailboxQueue}.
 */
final class FairSenderQueue {

    /** All whose sender is not known. */
    private static final Sender UNKNOWN = new Sender() {};

    private final MailboxQueue mailbox;
    private Lane next;
    /** The other senders that have something waiting, in turn; null for as long as there is but one. */
    private @Nullable Queue<Lane> turns;

    private @Nullable Map<Sender, Lane> lanes;
    private @Nullable CloseFrame end;
    private int size;
    /** When the device took something, or it began to wait. */
    private volatile long takenNanos;

    FairSenderQueue(MailboxQueue mailbox) {
        this.mailbox = mailbox;
        this.next = new Lane(UNKNOWN);
        this.takenNanos = System.nanoTime();
    }

    int size() {
        return size;
    }

    /** Whether the device has taken nothing for so long that it does not read. */
    boolean isStalled() {
        return System.nanoTime() - takenNanos >= mailbox.patienceNanos();
    }

    /** False for one that may not wait: its sender has its share, and cannot be made to wait itself. */
    boolean offer(Outbound message, int length, int freeMessages, int freeBytes) {
        Lane lane = laneOf(senderOf(message));
        // What is no actuation has no length, and no share.
        if (length > 0 && !lane.isEmpty() && lane.fills(freeMessages, freeBytes) && !lane.hold()) {
            return false;
        }
        if (lane.isEmpty() && lane != next) {
            enter(lane);
        }
        lane.waiting.add(message);
        lane.bytes += length;
        size++;
        if (lane.fills(freeMessages - 1, freeBytes - length)) {
            // Now, and not at its next: that would have been read by then. One that cannot be held may have this one.
            lane.hold();
        }
        return true;
    }

    private static Sender senderOf(Outbound message) {
        Sender sender = message instanceof Outbound.Delivery delivery ? delivery.sender() : null;
        return sender == null ? UNKNOWN : sender;
    }

    /** The last of all. */
    void end(CloseFrame closeFrame) {
        end = closeFrame;
        size++;
    }

    /** What is next; what is free is told without it. */
    @Nullable
    Outbound poll(int freeMessages, int freeBytes) {
        takenNanos = System.nanoTime();
        Outbound message = next.waiting.poll();
        if (message == null) {
            CloseFrame last = end;
            end = null;
            size = 0;
            return last;
        }
        size--;
        Lane lane = next;
        lane.bytes -= MailboxQueue.lengthOf(message);
        if (lane.isHeld && (lane.isEmpty() || lane.isLight(freeMessages, freeBytes))) {
            lane.release();
        }
        takeTurns(lane);
        return message;
    }

    /** Nothing waits any more, and nobody for it. */
    void clear() {
        next.release();
        if (turns != null) {
            turns.forEach(Lane::release);
        }
    }

    private void takeTurns(Lane lane) {
        Lane other = turns == null ? null : turns.poll();
        if (other == null) {
            return;
        }
        next = other;
        if (turns != null && !lane.isEmpty()) {
            turns.add(lane);
        } else if (lanes != null) {
            lanes.remove(lane.sender, lane);
        }
    }

    private Lane laneOf(Sender sender) {
        if (next.sender == sender) {
            return next;
        }
        Lane known = lanes == null ? null : lanes.get(sender);
        return known == null ? new Lane(sender) : known;
    }

    private void enter(Lane lane) {
        if (next.isEmpty()) {
            if (lanes != null) {
                lanes.remove(next.sender, next);
                lanes.put(lane.sender, lane);
            }
            next = lane;
            return;
        }
        if (turns == null || lanes == null) {
            turns = new ArrayDeque<>();
            lanes = new HashMap<>();
            lanes.put(next.sender, next);
        }
        turns.add(lane);
        lanes.put(lane.sender, lane);
    }

    /** What one sender has waiting. */
    private final class Lane implements Sender.Hold {

        private final Sender sender;
        private final Queue<Outbound> waiting = new ArrayDeque<>();
        private int bytes;
        private boolean isHeld;

        Lane(Sender sender) {
            this.sender = sender;
        }

        boolean isEmpty() {
            return waiting.isEmpty();
        }

        boolean fills(int freeMessages, int freeBytes) {
            return waiting.size() >= freeMessages || bytes >= freeBytes;
        }

        boolean isLight(int freeMessages, int freeBytes) {
            return 2L * waiting.size() <= freeMessages && 2L * bytes <= freeBytes;
        }

        /** Whether what is over its share may wait: its sender sends no more, or the device does not read, and is to be found out. */
        boolean hold() {
            if (!isHeld && !isStalled()) {
                isHeld = sender.hold(this);
                return isHeld;
            }
            return true;
        }

        void release() {
            if (isHeld) {
                isHeld = false;
                sender.release(this);
            }
        }

        @Override
        public long endsNanos() {
            return takenNanos + mailbox.patienceNanos();
        }

        @Override
        public void end() {
            synchronized (mailbox) {
                release();
            }
        }

        @Override
        public Object device() {
            return mailbox.device();
        }
    }
}

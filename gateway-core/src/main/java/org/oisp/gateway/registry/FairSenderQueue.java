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
 * The messages of a mailbox behind its first, one lane per sender, served round robin. A sender may have as much waiting as there is room
 * left, so there is always room for another sender (the dynamic thresholds of shared packet buffers). A sender with more is held until it
 * has at most half of the room left waiting. Guarded by the lock of its {@link MailboxQueue},
 * whose bounds it shares: that is why the two know each other.
 */
final class FairSenderQueue {

    /** Stands for all unknown senders. */
    private static final Sender UNKNOWN = new Sender() {};

    private final MailboxQueue mailbox;
    private Lane next;
    /** The other senders with waiting messages, in turn; null while there is only one. */
    private @Nullable Queue<Lane> turns;

    private @Nullable Map<Sender, Lane> lanes;
    private @Nullable CloseFrame end;
    private int size;
    /** When the device last took a message, or the queue was created. */
    private volatile long takenNanos;

    FairSenderQueue(MailboxQueue mailbox) {
        this.mailbox = mailbox;
        this.next = new Lane(UNKNOWN);
        this.takenNanos = System.nanoTime();
    }

    int size() {
        return size;
    }

    /** Returns whether the device has taken nothing for so long that it counts as not reading. */
    boolean isStalled() {
        return System.nanoTime() - takenNanos >= mailbox.stallTimeoutNanos();
    }

    /** Adds a message. Returns false if its sender has used its share and cannot be held. */
    boolean offer(Outbound message, int length, int freeMessages, int freeBytes) {
        Lane lane = laneOf(senderOf(message));
        // Messages other than actuations have no length and no share.
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
            // Its next actuation would be too late: this one would have been read by then. A sender that cannot be held
            // may have this one.
            lane.hold();
        }
        return true;
    }

    private static Sender senderOf(Outbound message) {
        Sender sender = message instanceof Outbound.Delivery delivery ? delivery.sender() : null;
        return sender == null ? UNKNOWN : sender;
    }

    /** Appends the close frame behind all messages. */
    void end(CloseFrame closeFrame) {
        end = closeFrame;
        size++;
    }

    /** Notes that the device takes a message. */
    void taken() {
        takenNanos = System.nanoTime();
    }

    /** Removes and returns the next message. The arguments are the room left once it is removed. */
    @Nullable
    Outbound poll(int freeMessages, int freeBytes) {
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

    /** Removes a message that waits in the middle; returns false if it is not here. The device has taken nothing by this. */
    boolean remove(Outbound message) {
        Lane lane = laneOf(senderOf(message));
        if (!lane.waiting.remove(message)) {
            return false;
        }
        size--;
        lane.bytes -= MailboxQueue.lengthOf(message);
        if (lane.isEmpty()) {
            lane.release();
            if (lane == next) {
                takeTurns(lane);
            } else if (turns != null && lanes != null) {
                turns.remove(lane);
                lanes.remove(lane.sender, lane);
            }
        }
        return true;
    }

    /** Discards all messages and releases all held senders. */
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

    /** The waiting messages of one sender. */
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

        /**
         * Returns whether a message over the share may wait: its sender is held now, or the device does not read and its mailbox is to
         * fill.
         */
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
            return takenNanos + mailbox.stallTimeoutNanos();
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

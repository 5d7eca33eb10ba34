package org.oisp.gateway.server.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.TrackedActuation;

/**
 * Turns a device's pongs into confirmations. A peer reads frames in order and answers a ping with its payload (RFC 6455, 5.5.2 and
 * 5.5.3), so the pong for a numbered ping confirms every message written before that ping. One ping is under way at a time; what is
 * written meanwhile waits for the next. Exists only for sockets that had a tracked message. Not thread-safe; confined to the socket's
 * event loop.
 */
final class ReceiptPings {

    /** A device that has not answered a ping for so long, though it sent something since, does not answer such pings. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long a close frame may be postponed. */
    private static final long CLOSE_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The maximum number of messages that wait for one pong or for the next ping; those beyond are not confirmed. */
    private static final int MAX_WAITING = 10_000;

    private final DeviceSocket socket;
    /** Written, and no ping is behind them yet. */
    private Queue<TrackedActuation> written = new ArrayDeque<>(2);
    /** Written before the ping that is under way. */
    private Queue<TrackedActuation> pinged = new ArrayDeque<>(2);
    /** The payload of the last ping. Begins anywhere, so that a pong from memory or by chance confirms nothing. */
    private long number = ThreadLocalRandom.current().nextLong();

    private long pingedNanos;
    private boolean isUnderWay;
    private boolean isUnanswered;

    /** Writes the close frame; null unless it is postponed. */
    private @Nullable Runnable close;
    /** Whether nothing may be written any more. */
    private boolean closing;

    ReceiptPings(DeviceSocket socket) {
        this.socket = socket;
    }

    /**
     * Postpones the close frame until nothing is left to be confirmed, a second at most: the gateway decodes nothing behind its close
     * frame.
     *
     * @param writeClose writes it
     * @return false if it is to be written at once
     */
    boolean postpone(Runnable writeClose) {
        if (isUnanswered || socket.isDeaf() || !isAwaited()) {
            closing = true;
            return false;
        }
        close = writeClose;
        socket.loop().schedule(this::closeNow, CLOSE_DELAY_NANOS);
        return true;
    }

    private void closeNow() {
        Runnable writeClose = close;
        close = null;
        if (writeClose != null) {
            closing = true;
            writeClose.run();
        }
    }

    /** Returns whether a sender still waits for a pong. */
    private boolean isAwaited() {
        return Stream.concat(pinged.stream(), written.stream()).anyMatch(actuation -> !actuation.hasEnded());
    }

    /** Adds a message that is written now. */
    void add(TrackedActuation actuation) {
        if (isUnderWay && !isUnanswered && hasNoPongs()) {
            isUnanswered = true;
            endAll();
        }
        if (isUnanswered) {
            return;
        }
        forgetEnded(pinged);
        if (pinged.isEmpty()) {
            forgetEnded(written);
        }
        if (written.size() + pinged.size() < MAX_WAITING) {
            written.add(actuation);
        } else if (!actuation.expectsReport()) {
            actuation.end(OutcomeReason.UNANSWERED);
        }
    }

    /** Forgets the oldest messages if their deadlines are over. */
    private static void forgetEnded(Queue<TrackedActuation> messages) {
        for (TrackedActuation oldest = messages.peek(); oldest != null && oldest.hasEnded(); oldest = messages.peek()) {
            messages.remove();
        }
    }

    /** Returns whether the device has sent something for long, but no pong. Nothing can come from a socket that is held. */
    private boolean hasNoPongs() {
        return System.nanoTime() - pingedNanos >= PATIENCE_NANOS
                && !socket.isHeld()
                && socket.lastHeardNanos() - pingedNanos > 0;
    }

    /** Records that the kernel has a message, which ends it if the device does not answer pings. */
    void sent(TrackedActuation actuation) {
        actuation.sent();
        if (isUnanswered && !actuation.expectsReport()) {
            actuation.end(OutcomeReason.NO_PONGS);
        }
    }

    /** Returns whether a ping is to be written behind the messages. {@link #next} must follow then. */
    boolean isDue() {
        return !isUnderWay && !closing && !written.isEmpty();
    }

    /** Returns the payload of the ping that is written now. */
    long next() {
        Queue<TrackedActuation> confirmable = written;
        written = pinged;
        pinged = confirmable;
        isUnderWay = true;
        pingedNanos = System.nanoTime();
        return ++number;
    }

    /** Handles a pong; returns whether it answers the ping under way. Any other means nothing (RFC 6455, 5.5.3). */
    boolean pong(ByteSlice payload) {
        if (!isUnderWay || payload.length() != Long.BYTES || toNumber(payload) != number) {
            return false;
        }
        isUnderWay = false;
        isUnanswered = false;
        for (TrackedActuation actuation = pinged.poll(); actuation != null; actuation = pinged.poll()) {
            actuation.confirm();
        }
        if (written.isEmpty()) {
            closeNow();
        }
        return true;
    }

    private static long toNumber(ByteSlice payload) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << Byte.SIZE) | (payload.array()[payload.offset() + i] & 0xFF);
        }
        return value;
    }

    private void endAll() {
        pinged.forEach(ReceiptPings::endWithoutPong);
        written.forEach(ReceiptPings::endWithoutPong);
        pinged.clear();
        written.clear();
    }

    /** Ends an actuation, unless the device's own report may still tell the outcome. */
    private static void endWithoutPong(TrackedActuation actuation) {
        if (!actuation.expectsReport()) {
            actuation.end(OutcomeReason.NO_PONGS);
        }
    }

    /** Ends what is not confirmed: the connection has ended. To be called after the notices of all writes. */
    void closed() {
        close = null;
        pinged.forEach(TrackedActuation::connectionEnded);
        written.forEach(TrackedActuation::connectionEnded);
        pinged.clear();
        written.clear();
    }
}

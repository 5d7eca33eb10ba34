package org.oisp.gateway.registry;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.receipt.TrackedActuation;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The bounded queue of messages for one connected device, in order per sender. Thread-safe. Holds no lock while it calls the device's
 * session, so that two devices which actuate each other, each on its own event loop, never wait for each other. For this it combines a
 * thread-safe queue with Reactor's unsafe sink, whose drain counter lets only one thread at a time call the session.
 */
public final class Mailbox extends RegisteredDevice implements DeliveryObserver {

    private static final int NANOS_PER_MICRO = 1_000;

    /** A field updater: an AtomicInteger per mailbox would take as much memory as the two times below. */
    private static final AtomicIntegerFieldUpdater<Mailbox> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Mailbox.class, "ended");

    /** The values of {@link #ended}. They say where the device is now, which is shown to operators. */
    private static final int OPEN = 0;

    private static final int ENDED_BY_SESSION = 1;
    private static final int TAKEN_HERE = 2;
    private static final int TAKEN_ELSEWHERE = 3;
    private static final int EXPIRED = 4;

    private final Object owner;
    private final MailboxQueue queue;
    private final Sinks.Many<Outbound> sink;
    private volatile int ended;
    /** Both are written by the event loop of the device's socket only; other threads may see them late. The count is unsigned. */
    private int written;

    private int lastMicros;
    /** Null until an actuation is tracked. */
    private volatile @Nullable TrackedMessages tracked;
    /** The device's older mailbox on the same connection, if messages waited in it. */
    private @Nullable Mailbox replaced;

    Mailbox(
            DeviceIdentity device,
            Object owner,
            long boundAtMicros,
            long tokenEndsMillis,
            MailboxSettings bounds,
            Outbound greeting,
            boolean reports) {
        super(device, boundAtMicros, tokenEndsMillis, reports);
        this.owner = owner;
        this.queue = new MailboxQueue(
                bounds, device, owner instanceof MailboxReader reader ? reader.memory() : HeldMemory.uncounted());
        this.queue.add(greeting);
        this.sink = Sinks.unsafe().many().unicast().onBackpressureBuffer(queue);
    }

    /**
     * Returns the messages for the device: the greeting, then what is posted. Fails with a {@link DroppedException} if the device does not
     * read; ends with a {@link CloseFrame} if the device has a newer connection or the gateway stops.
     *
     * @return a flux for one subscriber, who is called on the posting threads
     */
    public Flux<Outbound> messages() {
        return sink.asFlux();
    }

    /** Posts an actuation. May call the device's session on this thread. */
    public PostResult post(Outbound.Delivery delivery) {
        PostResult postResult = emit(delivery);
        if (postResult == PostResult.FULL && ended != OPEN) {
            // Nothing is written behind the close frame that the session receives.
            return PostResult.GONE;
        }
        if (postResult == PostResult.FULL && queue.isOverShare()) {
            return PostResult.OVER_SHARE;
        }
        return postResult == PostResult.FULL ? abandon(new DroppedException(queue.full())) : postResult;
    }

    /**
     * Posts an actuation whose sender wants to know its outcome, and ends it when the device's connection ends while it waits.
     *
     * @param delivery its delivery
     * @param actuation the actuation
     * @param events told if it is withdrawn
     */
    public PostResult post(Outbound.Delivery delivery, TrackedActuation actuation, ConnectionEvents events) {
        TrackedMessages messages = tracked(events);
        if (!messages.add(actuation, delivery)) {
            return PostResult.ENDED;
        }
        PostResult postResult = post(delivery);
        if (postResult != PostResult.ACCEPTED) {
            messages.refuse(actuation);
        }
        return postResult;
    }

    private TrackedMessages tracked(ConnectionEvents events) {
        synchronized (queue) {
            TrackedMessages messages = tracked;
            if (messages == null) {
                messages = new TrackedMessages(queue, device(), events);
                tracked = messages;
            }
            return messages;
        }
    }

    /**
     * Ends what still waits, once nothing more is written to the device's connection.
     *
     * @return the number of actuations that were accepted and not given to the socket, without those that were withdrawn
     */
    public int release() {
        int undelivered = 0;
        for (Mailbox mailbox = this; mailbox != null; mailbox = mailbox.replaced) {
            TrackedMessages messages = mailbox.tracked;
            if (messages != null) {
                messages.release();
            }
            undelivered += mailbox.queue.unwritten(mailbox.written);
        }
        return undelivered;
    }

    /** Returns the number of waiting messages. */
    public int depth() {
        return queue.size();
    }

    /** Like {@link #depth}, but cheap enough to call on every mailbox; may miss a message that is just being posted. */
    int roughDepth() {
        return queue.roughSize();
    }

    /** Returns the number of waiting bytes as they will be written, without frame headers. */
    public int bytes() {
        return queue.bytes();
    }

    /** Called once per delivery, so it takes no lock and keeps only the last time. */
    @Override
    public void written(long sinceReceivedNanos) {
        lastMicros = (int) Math.min(sinceReceivedNanos / NANOS_PER_MICRO, Integer.MAX_VALUE);
        written++;
    }

    /** Returns the counts of the actuations posted so far, and the times of the last. */
    public DeliveryCounts deliveries() {
        // Reads the written count first: every actuation in it is then in the accepted count too.
        long done = Integer.toUnsignedLong(written);
        return queue.deliveries(done, lastMicros);
    }

    /**
     * Ends the mailbox because the device has a newer one here. The session of another connection ends after the waiting messages; if the
     * device registered again on the same connection, only the mailbox ends.
     *
     * @return whether this ended a session
     */
    boolean supersede(Object newOwner) {
        return end(newOwner, TAKEN_HERE);
    }

    /** Ends the mailbox, and its session after the waiting messages: the device is at another instance. Returns whether this ended it. */
    boolean endTakenElsewhere() {
        return end(this, TAKEN_ELSEWHERE);
    }

    private boolean end(Object newOwner, int how) {
        if (!ENDED.compareAndSet(this, OPEN, how)) {
            return false;
        }
        boolean elsewhere = newOwner != owner && emit(CloseFrame.NORMAL) == PostResult.ACCEPTED;
        PostResult.of(sink.tryEmitComplete());
        return elsewhere;
    }

    /** Inherits from the device's older mailbox on this instance. Must be called before other threads can see this one. */
    void succeed(Mailbox previous) {
        boolean same = previous.owner == owner;
        inherit(previous, same);
        if (same) {
            // Its messages are written to this connection too, or lost with it.
            replaced = previous.queue.unwritten(previous.written) > 0 ? previous : previous.replaced;
        }
    }

    /** Returns whether it accepts no more actuations. */
    boolean hasEnded() {
        return ended != OPEN;
    }

    /** Returns whether the device has, or had, a newer mailbox here. */
    boolean isTakenHere() {
        return ended == TAKEN_HERE;
    }

    /**
     * Ends the mailbox because the gateway stops. Waiting messages are still written; no more are accepted.
     *
     * @return whether {@link CloseFrame#GOING_AWAY} follows them; false if the mailbox had ended for another reason
     */
    public boolean retire() {
        if (!ENDED.compareAndSet(this, OPEN, ENDED_BY_SESSION)) {
            return false;
        }
        boolean told = emit(CloseFrame.GOING_AWAY) == PostResult.ACCEPTED;
        PostResult.of(sink.tryEmitComplete());
        return told;
    }

    /**
     * Returns why the device is no longer reachable through this mailbox, unless its session knows better.
     *
     * @return null while the device has no newer mailbox, here or elsewhere
     */
    public @Nullable DisconnectReason departure() {
        return switch (ended) {
            case TAKEN_HERE -> DisconnectReason.dropped(DropReason.TAKEN_OVER);
            case TAKEN_ELSEWHERE -> DisconnectReason.TAKEN_ELSEWHERE;
            case EXPIRED -> DisconnectReason.dropped(DropReason.TOKEN_EXPIRED);
            default -> null;
        };
    }

    /**
     * Ends the mailbox, and its session after the waiting messages, because the device's token has ended.
     *
     * @param first called before the session can end; not if the mailbox has ended for another reason
     */
    public void expire(Runnable first) {
        if (ENDED.compareAndSet(this, OPEN, EXPIRED)) {
            first.run();
            PostResult unused = emit(CloseFrame.POLICY);
            PostResult.of(sink.tryEmitComplete());
        }
    }

    /** Tells the device that its token ends soon. May call the device's session on this thread. */
    public void announceExpiry() {
        PostResult unused = emit(Outbound.RenewalNotice.of(device().id(), Instant.ofEpochMilli(tokenEndsMillis())));
    }

    /** Returns the session that reads the mailbox. */
    public Object owner() {
        return owner;
    }

    /** Drops the device. If the mailbox has just ended otherwise, the close frame queued for its session must not be discarded. */
    private PostResult abandon(DroppedException reason) {
        if (!ENDED.compareAndSet(this, OPEN, ENDED_BY_SESSION)) {
            return PostResult.GONE;
        }
        queue.abandon();
        PostResult.of(sink.tryEmitError(reason));
        return PostResult.FULL;
    }

    /** Emits to the sink, which may call the device's session here. A defect in the session must not reach the poster. */
    private PostResult emit(Outbound message) {
        try {
            return PostResult.of(sink.tryEmitNext(message));
        } catch (RuntimeException | Error defect) {
            return fail(defect);
        }
    }

    /** Ends the mailbox after a defect: the sink still counts the interrupted drain, and would never emit again. */
    private PostResult fail(Throwable defect) {
        if (!(owner instanceof MailboxReader reader)) {
            throw Exceptions.propagate(defect);
        }
        ENDED.compareAndSet(this, OPEN, ENDED_BY_SESSION);
        queue.abandon();
        reader.failed(this, defect);
        return PostResult.GONE;
    }
}

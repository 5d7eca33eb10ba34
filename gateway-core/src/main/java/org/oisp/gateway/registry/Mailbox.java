package org.oisp.gateway.registry;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Outbound;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;

/**
 * What is on its way to one connected device, in the order in which it came. Thread-safe, and no lock is held while the device's
 * session is called: of two devices that actuate each other, each on its own event loop, neither waits for the other. That takes a
 * queue that is safe for many threads and the sink without its check for them: it counts who drains, so that the session is called by
 * one thread at a time.
 */
public final class Mailbox implements DeliveryObserver {

    /** The time of a mailbox whose device has no binding row. */
    public static final long UNBOUND = Long.MIN_VALUE;

    private static final int NANOS_PER_MICRO = 1_000;

    /** The end of a token that does not end. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Not an object of its own: it would cost what the two times below cost. */
    private static final AtomicIntegerFieldUpdater<Mailbox> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Mailbox.class, "ended");

    /** What {@link #ended} may be: for whom the device is, from there on, is told to operators. */
    private static final int OPEN = 0;

    private static final int ENDED_BY_SESSION = 1;
    private static final int TAKEN_HERE = 2;
    private static final int TAKEN_ELSEWHERE = 3;

    private final DeviceIdentity device;
    private final Object owner;
    private final MailboxQueue queue;
    private final Sinks.Many<Outbound> sink;
    private volatile int ended;
    private final long boundAtMicros;
    private final long tokenEndsMillis;
    private long sinceMillis = System.currentTimeMillis();
    /** The number of the link over which others were told that the device is here; or else one of the two below. */
    private volatile int settledIn;

    /** Others were told nothing of it. */
    private static final int UNSETTLED = 0;

    /** It has taken the place of one of which others are being told. */
    private static final int INHERITING = -1;

    private boolean tookOver;
    /** Both are the event loop's of the device's socket; others see them a moment later. The number has no sign. */
    private int written;

    private int lastMicros;

    Mailbox(
            DeviceIdentity device,
            Object owner,
            long boundAtMicros,
            long tokenEndsMillis,
            MailboxSettings bounds,
            Outbound greeting) {
        this.device = device;
        this.owner = owner;
        this.boundAtMicros = boundAtMicros;
        this.tokenEndsMillis = tokenEndsMillis;
        this.queue = new MailboxQueue(
                bounds, device, owner instanceof MailboxReader reader ? reader.memory() : HeldMemory.uncounted());
        this.queue.add(greeting);
        this.sink = Sinks.unsafe().many().unicast().onBackpressureBuffer(queue);
    }

    /**
     * Whose mailbox it is.
     *
     * @return the device
     */
    public DeviceIdentity device() {
        return device;
    }

    /**
     * When the device's row was bound to this connection.
     *
     * @return the row's {@code lastConnectedAt} in microseconds since 1970, by the database's clock; {@link #UNBOUND} if there is none
     */
    public long boundAtMicros() {
        return boundAtMicros;
    }

    /**
     * Since when the device is registered on this connection, however often it has registered on it.
     *
     * @return milliseconds since 1970, by this machine's clock
     */
    public long sinceMillis() {
        return sinceMillis;
    }

    /**
     * When the token ends that the device has shown.
     *
     * @return milliseconds since 1970; {@link #NEVER} if it does not end
     */
    public long tokenEndsMillis() {
        return tokenEndsMillis;
    }

    /**
     * Whether an older connection to this instance was closed for this one.
     *
     * @return false also if the older one ended by itself, or had the device on the same connection
     */
    public boolean tookOver() {
        return tookOver;
    }

    /**
     * From here on what others send the device is for this mailbox, and for no instance that had it before.
     *
     * @param link the number of the link to the other instances over which they were told
     */
    public void settle(int link) {
        settledIn = link;
    }

    /** Another instance has the device as well, and does not know of this mailbox: what was told of an older one is not of this. */
    public void contest() {
        settledIn = UNSETTLED;
    }

    /** Whether it has what others are told of the mailbox whose place it has taken. */
    boolean mayInherit() {
        return settledIn != UNSETTLED;
    }

    /**
     * Whether what comes from others is for this mailbox.
     *
     * @param link the number of the link that it comes over
     * @return whether the others were told over that link that the device is here
     */
    public boolean isSettled(int link) {
        return settledIn == link;
    }

    /**
     * What the device is to be sent: the greeting, then what is posted. Fails with a {@link DroppedException} when the device does
     * not read; ends with a {@link CloseFrame} when the device has connected again elsewhere.
     *
     * @return a flux for one subscriber, who is called on the threads of those who post
     */
    public Flux<Outbound> messages() {
        return sink.asFlux();
    }

    /**
     * Posts an actuation.
     *
     * @param delivery what to deliver
     * @return what became of it
     */
    public PostResult post(Outbound.Delivery delivery) {
        PostResult postResult = emit(delivery);
        if (postResult == PostResult.FULL && ended != OPEN) {
            // Behind the close that the session is told, nothing would be written.
            return PostResult.GONE;
        }
        if (postResult == PostResult.FULL && queue.isOverShare()) {
            return PostResult.OVER_SHARE;
        }
        return postResult == PostResult.FULL ? abandon(new DroppedException(queue.full())) : postResult;
    }

    /**
     * How many messages wait.
     *
     * @return a number, for a gauge
     */
    public int depth() {
        return queue.size();
    }

    /** As {@link #depth}, for a look at every mailbox: what comes just now may be left out. */
    int roughDepth() {
        return queue.roughSize();
    }

    /**
     * How many bytes wait.
     *
     * @return the length of what waits as it will be written, without frames
     */
    public int bytes() {
        return queue.bytes();
    }

    /** Neither counted under a lock nor kept for longer than the next one: it is done for each delivery. */
    @Override
    public void written(long sinceReceivedNanos) {
        lastMicros = (int) Math.min(sinceReceivedNanos / NANOS_PER_MICRO, Integer.MAX_VALUE);
        written++;
    }

    /**
     * What has become of the actuations that were posted.
     *
     * @return counts, and times of the last
     */
    public DeliveryCounts deliveries() {
        // In this order: none that is counted as written is then missing among those that were taken.
        long done = Integer.toUnsignedLong(written);
        return queue.deliveries(done, lastMicros);
    }

    /**
     * The device has a newer mailbox. Another connection's session ends behind what waits; if the device registered again on its own
     * connection, only this mailbox ends.
     *
     * @return whether a session was ended by it
     */
    boolean supersede(Object newOwner) {
        return end(newOwner, TAKEN_HERE);
    }

    /**
     * The device has connected to another instance. The session ends behind what waits.
     *
     * @return whether it was ended by it
     */
    boolean cede() {
        return end(this, TAKEN_ELSEWHERE);
    }

    private boolean end(Object newOwner, int how) {
        if (!ENDED.compareAndSet(this, OPEN, how)) {
            return false;
        }
        boolean elsewhere = newOwner != owner && emit(CloseFrame.NORMAL) == PostResult.ACCEPTED;
        complete();
        return elsewhere;
    }

    /** Takes the place of an older mailbox of the device here; before anybody else knows of this one. */
    void succeed(Mailbox previous) {
        int settled = previous.settledIn;
        settledIn = settled == UNSETTLED ? INHERITING : settled;
        if (previous.owner == owner) {
            sinceMillis = previous.sinceMillis;
        }
    }

    void tookOver(boolean closed) {
        tookOver = closed;
    }

    /** Whether the device has a newer mailbox here, or had one. */
    boolean isTakenHere() {
        return ended == TAKEN_HERE;
    }

    /**
     * Ends the mailbox behind what waits, which is the last that is taken, since the gateway stops.
     *
     * @return whether {@link CloseFrame#GOING_AWAY} is to come behind it; false if it has ended for another reason
     */
    public boolean retire() {
        if (!ENDED.compareAndSet(this, OPEN, ENDED_BY_SESSION)) {
            return false;
        }
        boolean told = emit(CloseFrame.GOING_AWAY) == PostResult.ACCEPTED;
        complete();
        return told;
    }

    /**
     * Why the device is not to be reached by it any more, if its session does not know that better.
     *
     * @return null for as long as the device has no newer mailbox, here or elsewhere
     */
    public @Nullable DisconnectReason departure() {
        return switch (ended) {
            case TAKEN_HERE -> DisconnectReason.dropped(DropReason.TAKEN_OVER);
            case TAKEN_ELSEWHERE -> DisconnectReason.TAKEN_ELSEWHERE;
            default -> null;
        };
    }

    /**
     * Who reads it.
     *
     * @return the session that it was made for
     */
    public Object owner() {
        return owner;
    }

    private void complete() {
        posting(sink.tryEmitComplete());
    }

    /** Unless it has just been ended otherwise: the close that its session is told then must not be thrown away. */
    private PostResult abandon(DroppedException reason) {
        if (!ENDED.compareAndSet(this, OPEN, ENDED_BY_SESSION)) {
            return PostResult.GONE;
        }
        queue.abandon();
        posting(sink.tryEmitError(reason));
        return PostResult.FULL;
    }

    /** The border between who posts and the device's session, which is called here: what fails there is not the poster's. */
    private PostResult emit(Outbound message) {
        try {
            return posting(sink.tryEmitNext(message));
        } catch (RuntimeException | Error defect) {
            return fail(defect);
        }
    }

    /** The sink counts a drain that did not come to its end: nothing more would ever come out of it. */
    private PostResult fail(Throwable defect) {
        if (!(owner instanceof MailboxReader reader)) {
            throw Exceptions.propagate(defect);
        }
        ENDED.compareAndSet(this, OPEN, ENDED_BY_SESSION);
        queue.abandon();
        reader.failed(this, defect);
        return PostResult.GONE;
    }

    private static PostResult posting(EmitResult result) {
        return switch (result) {
            case OK -> PostResult.ACCEPTED;
            case FAIL_OVERFLOW, FAIL_ZERO_SUBSCRIBER -> PostResult.FULL;
            case FAIL_CANCELLED, FAIL_TERMINATED -> PostResult.GONE;
            case FAIL_NON_SERIALIZED -> throw new IllegalStateException("an unsafe sink does not look at its threads");
        };
    }
}

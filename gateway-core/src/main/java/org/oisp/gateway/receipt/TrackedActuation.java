package org.oisp.gateway.receipt;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * An actuation whose sender wants to know its outcome: the state between its sender's request and the device's confirmation. Whatever
 * happens first ends it, and its listener is told exactly once. Thread-safe.
 */
public final class TrackedActuation {

    private static final AtomicIntegerFieldUpdater<TrackedActuation> STATE =
            AtomicIntegerFieldUpdater.newUpdater(TrackedActuation.class, "state");

    /** Its device is looked for. */
    static final int ROUTING = 0;
    /** It is in a mailbox. */
    static final int WAITING = 1;
    /** It is being given to the kernel. */
    static final int WRITING = 2;
    /** The kernel has it. */
    static final int SENT = 3;
    /** Another instance has it, or is about to. */
    static final int FORWARDED = 4;
    /** The device's stack has read it, and the device's own report is awaited. */
    static final int READ = 5;

    private static final int ENDED = 6;
    /** It is being written to the queue of its device. */
    static final int STORING = 7;
    /** It is in the queue of its device. */
    static final int QUEUED = 8;

    private final @Nullable String id;
    private final boolean completion;
    private final long receivedNanos;
    /** Null once it was told: the actuation may stay in a queue of its device's socket for longer than its sender does. */
    private volatile @Nullable ReceiptListener listener;

    private volatile int state;
    private volatile @Nullable DeviceAddress device;
    private volatile @Nullable WaitingPlace place;
    /** Cancels the deadline; null until there is one. */
    private volatile @Nullable Runnable deadline;
    /** Forgets that the device's report is awaited; null if it is not. */
    private volatile @Nullable Runnable forgetReport;
    /** When the deadline is over, as {@link System#nanoTime()}; 0 without one. */
    private long endsNanos;

    /**
     * Creates an actuation that is about to be routed.
     *
     * @param id its sender's name for it; null for none
     * @param completion whether the device's own report is awaited, if it makes reports
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @param device the device that it names; null if that is unknown yet
     * @param listener told of the outcome
     */
    public TrackedActuation(
            @Nullable String id,
            boolean completion,
            long receivedNanos,
            @Nullable DeviceAddress device,
            ReceiptListener listener) {
        this.id = id;
        this.completion = completion;
        this.receivedNanos = receivedNanos;
        this.device = device;
        this.listener = listener;
    }

    /** Ends it after a time: not delivered if the device's socket has not taken it, otherwise unconfirmed. Called once, before routing. */
    public void endAfter(Deadlines deadlines, long millis) {
        endsNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        deadline = deadlines.schedule(this::expire, millis);
    }

    /** Returns the milliseconds until its deadline; 0 or less if that is over. */
    public long leftMillis() {
        return TimeUnit.NANOSECONDS.toMillis(endsNanos - System.nanoTime());
    }

    /** Returns whether its outcome is known. */
    public boolean hasEnded() {
        return state == ENDED;
    }

    /** Returns where it is; null if its outcome is known. */
    public @Nullable ActuationProgress progress() {
        return ActuationProgress.of(state);
    }

    /** Returns the device; null if unknown. */
    public @Nullable DeviceAddress device() {
        return device;
    }

    /** Returns whether it was put into the mailbox of a device connected to this instance. */
    public boolean reachedMailbox() {
        return place != null;
    }

    /** Returns its sender's name for it; null for none. */
    public @Nullable String id() {
        return id;
    }

    /** Returns whether the device's own report is awaited. */
    public boolean awaitsCompletion() {
        return completion;
    }

    /**
     * Records that it is put into a device's mailbox.
     *
     * @param device the device
     * @param place the mailbox
     * @return false if it has ended, and must not be delivered
     */
    public boolean enter(DeviceAddress device, WaitingPlace place) {
        this.device = device;
        this.place = place;
        return STATE.compareAndSet(this, ROUTING, WAITING);
    }

    /** Records that the mailbox has refused it: it is routed again, or ends with a reason. */
    public void refused() {
        place = null;
        STATE.compareAndSet(this, WAITING, ROUTING);
    }

    /**
     * Records that it is being given to the device's socket.
     *
     * @return false if it has ended, and must not be written
     */
    public boolean take() {
        if (!STATE.compareAndSet(this, WAITING, WRITING)) {
            return false;
        }
        WaitingPlace from = place;
        if (from != null) {
            from.taken(this);
        }
        return true;
    }

    /** Records that the kernel has all of it. */
    public void sent() {
        STATE.compareAndSet(this, WRITING, SENT);
    }

    /** Records that it is about to be published for another instance; returns false if it has ended, and must not be published. */
    public boolean forward() {
        return STATE.compareAndSet(this, ROUTING, FORWARDED);
    }

    /** Records that no other instance has received it: it is routed again, or ends with a reason. Returns false if it has ended. */
    public boolean returns() {
        return STATE.compareAndSet(this, FORWARDED, ROUTING);
    }

    /** Records that it is about to be written to its device's queue; returns false if it has ended, and must not be written. */
    public boolean store() {
        return STATE.compareAndSet(this, ROUTING, STORING);
    }

    /** Records that the queue of this device has it. */
    public void stored(DeviceAddress its) {
        device = its;
        STATE.compareAndSet(this, STORING, QUEUED);
    }

    /**
     * Records that the device will report what it does. To be called once, after {@link #take}, if its sender awaits that.
     *
     * @param forget called once it has ended, on any thread; must not block
     */
    public void expectReport(Runnable forget) {
        forgetReport = forget;
        if (hasEnded()) {
            // Its end may not have seen it.
            forget.run();
        }
    }

    /** Returns whether the device will report what it does, and its sender awaits that. */
    public boolean expectsReport() {
        return forgetReport != null;
    }

    /**
     * Ends it with the device's own report, also if its confirmation has not come yet; does nothing if it has ended.
     *
     * @param succeeded whether the device did it
     * @param detail the device's words; null for none
     */
    public void report(boolean succeeded, @Nullable String detail) {
        end(succeeded ? OutcomeReason.REPORTED_SUCCESS : OutcomeReason.REPORTED_FAILURE, detail);
    }

    /** Records that the device's stack has read it. */
    public void confirm() {
        if (!completion) {
            end(OutcomeReason.CONFIRMED);
        } else if (!expectsReport()) {
            end(OutcomeReason.NO_REPORTS);
        } else if (!STATE.compareAndSet(this, SENT, READ)) {
            // The confirmation may overtake the notice that the kernel has it.
            STATE.compareAndSet(this, WRITING, READ);
        }
    }

    /** Ends it; does nothing if it has ended. */
    public void end(OutcomeReason reason) {
        end(reason, null);
    }

    /**
     * Ends it; does nothing if it has ended.
     *
     * @param reason the outcome
     * @param detail see {@link Receipt#detail()}
     */
    public void end(OutcomeReason reason, @Nullable String detail) {
        if (STATE.getAndSet(this, ENDED) != ENDED) {
            tell(reason, detail);
        }
    }

    /**
     * Ends it with the outcome that another instance reports; does nothing if it has ended.
     *
     * @param elsewhere the outcome; its micros mean nothing
     */
    public void end(Receipt elsewhere) {
        if (elsewhere.device() != null) {
            device = elsewhere.device();
        }
        end(elsewhere.reason(), elsewhere.detail());
    }

    /**
     * Ends it if it is still in a mailbox.
     *
     * @param reason the outcome
     * @return whether it was
     */
    public boolean endIfWaiting(OutcomeReason reason) {
        boolean waited = STATE.compareAndSet(this, WAITING, ENDED);
        if (waited) {
            tell(reason, null);
        }
        return waited;
    }

    /** Ends it because the device's connection has ended. */
    public void connectionEnded() {
        switch (state) {
            case WRITING, WAITING -> end(OutcomeReason.DISCONNECTED);
            case SENT -> end(OutcomeReason.CONNECTION_LOST);
            case READ -> end(OutcomeReason.NO_REPORT);
            default -> {
                // It has ended, or is not at a device's socket.
            }
        }
    }

    private void expire() {
        int before = STATE.getAndSet(this, ENDED);
        if (before != ENDED) {
            WaitingPlace from = place;
            if (before == WAITING && from != null) {
                from.withdraw(this);
            }
            tell(ActuationProgress.reasonAtDeadline(before), null);
        }
    }

    private void tell(OutcomeReason reason, @Nullable String detail) {
        Runnable cancel = deadline;
        if (cancel != null) {
            cancel.run();
        }
        Runnable forget = forgetReport;
        if (forget != null) {
            forget.run();
        }
        ReceiptListener told = listener;
        listener = null;
        if (told != null) {
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - receivedNanos);
            told.ended(new Receipt(reason, device, System.currentTimeMillis(), micros, detail));
        }
    }
}

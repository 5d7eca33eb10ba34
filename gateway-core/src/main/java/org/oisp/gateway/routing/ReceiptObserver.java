package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.receipt.TrackedActuation;

/** Follows an actuation whose sender wants to know the outcome. Thread-safe. */
final class ReceiptObserver implements ActuationObserver {

    private final TrackedActuation actuation;
    private final @Nullable ActuationObserver beyond;
    private final @Nullable OwnerReceipts owners;
    private final ReceiptListener listener;
    private volatile OwnerReceipts.@Nullable Question question;

    /**
     * Creates an observer.
     *
     * @param actuation its state
     * @param beyond the observer that belongs to its trace; null for none
     * @param owners asks the instance that has the device; null if there are no others
     * @param listener told when another instance has it
     */
    ReceiptObserver(
            TrackedActuation actuation,
            @Nullable ActuationObserver beyond,
            @Nullable OwnerReceipts owners,
            ReceiptListener listener) {
        this.actuation = actuation;
        this.beyond = beyond;
        this.owners = owners;
        this.listener = listener;
    }

    /** Forgets the question to the other instance: the outcome is known. */
    void close() {
        OwnerReceipts.Question open = question;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public TrackedActuation tracked() {
        return actuation;
    }

    @Override
    public void ended(ActuationOutcome outcome) {
        if (beyond != null) {
            beyond.ended(outcome);
        }
        OutcomeReason reason = outcome.finalReason();
        if (reason != null) {
            actuation.end(reason);
        } else if (outcome == ActuationOutcome.FORWARDED) {
            listener.forwarded();
        }
    }

    @Override
    public void receipt(Receipt receipt) {
        if (beyond != null) {
            beyond.receipt(receipt);
        }
    }

    @Override
    public ByteSlice publishing(ByteSlice message) {
        ByteSlice traced = beyond == null ? message : beyond.publishing(message);
        return owners == null ? traced : ask(owners).in(traced);
    }

    /** Returns the address to which the instance that delivers it sends its outcome, once it is kept. */
    String replyTo(OwnerReceipts own) {
        return ask(own).address();
    }

    private OwnerReceipts.Question ask(OwnerReceipts of) {
        close();
        OwnerReceipts.Question open = of.ask(actuation);
        question = open;
        if (actuation.hasEnded()) {
            // Its end may not have seen the question.
            open.close();
        }
        return open;
    }

    @Override
    public void published(long heard) {
        if (beyond != null) {
            beyond.published(heard);
        }
        if (heard < 0) {
            // Redis may have passed it on before the link ended.
            actuation.end(OutcomeReason.BUS_LOST);
        } else {
            OwnerReceipts.Question open = question;
            if (open != null) {
                open.published(heard);
            }
        }
    }

    @Override
    public void written(long sinceReceivedNanos) {
        if (beyond != null) {
            beyond.written(sinceReceivedNanos);
        }
    }

    @Override
    public void record(DeliveryTimer timer, long sinceReceivedNanos) {
        if (beyond == null) {
            timer.delivered(sinceReceivedNanos);
        } else {
            beyond.record(timer, sinceReceivedNanos);
        }
    }

    @Override
    public DeliveryObserver combineWith(DeliveryObserver mailbox) {
        return beyond == null ? mailbox : beyond.combineWith(mailbox);
    }
}

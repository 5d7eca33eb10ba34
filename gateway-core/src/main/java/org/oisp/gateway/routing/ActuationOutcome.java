package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.telemetry.ExplainedTag;
import org.oisp.gateway.telemetry.Tagged;

/**
 * What the router did with an actuation. Each is a meter's tag value, in lower case. One that ends an actuation has the words of its {@link
 * OutcomeReason}.
 */
public enum ActuationOutcome implements ExplainedTag {
    /** It is in the mailbox of the device's connection. */
    ACCEPTED(
            DeliveryStatus.WAITING,
            "It is in the device's mailbox.",
            "The device gets it as soon as it reads: see its mailbox."),
    /** Another instance has received it, or is about to; that instance counts the further outcome. */
    FORWARDED(DeliveryStatus.PASSED, "Another instance has received it.", "That instance's events show the outcome."),
    /** The device is not connected to any instance that could be asked. */
    NOT_CONNECTED(OutcomeReason.NOT_CONNECTED),
    /** It came over Redis, from another instance or the dashboard, for a device that is no longer here, or not yet. */
    NOT_HERE(OutcomeReason.NOT_HERE),
    /** It came over a device's channel and names another account. */
    FOREIGN_ACCOUNT(OutcomeReason.FOREIGN_ACCOUNT),
    /** The device is not connected here, and Redis is unavailable. */
    BUS_DOWN(OutcomeReason.BUS_DOWN),
    /** The device is not connected here, and too much was on its way to other instances. */
    BUS_FULL(OutcomeReason.BUS_FULL),
    /** The device is not connected here, and the database could not resolve it. */
    UNRESOLVED(OutcomeReason.UNRESOLVED),
    /** It names no device. */
    UNADDRESSED(OutcomeReason.UNADDRESSED),
    /** It names a device by its id alone, and several accounts have a device with that id connected. */
    AMBIGUOUS(OutcomeReason.AMBIGUOUS),
    /** The user name or password is wrong. */
    WRONG_CREDENTIALS(OutcomeReason.WRONG_CREDENTIALS),
    /** It has no credentials, no body, or a body without content. */
    MALFORMED(OutcomeReason.MALFORMED),
    /** The device does not read, and its mailbox is full; the connection is dropped. */
    MAILBOX_FULL(OutcomeReason.MAILBOX_FULL),
    /** The device reads, but this sender's waiting actuations fill the sender's share of the mailbox. */
    OVER_SHARE(OutcomeReason.OVER_SHARE),
    /** Its sender asked for the outcome within a time, and that was over before a socket or another instance had it. */
    EXPIRED(OutcomeReason.EXPIRED),
    /** Its sender asks for the outcome in a way that is not valid. */
    INVALID_REQUEST(OutcomeReason.INVALID_REQUEST),
    /** Too many actuations wait for their outcome. */
    TOO_MANY_RECEIPTS(OutcomeReason.TOO_MANY_RECEIPTS),
    /** Its sender asks for a receipt, and this instance is stopping. */
    STOPPING(OutcomeReason.STOPPING),
    /** It is kept in the database, and its delivery is counted as well, when that comes. */
    QUEUED(
            DeliveryStatus.PASSED,
            "It is kept in the database, until its device has confirmed it.",
            "The device gets it when it connects."),
    /** The queue of its device or account is full. */
    QUEUE_FULL(OutcomeReason.QUEUE_FULL),
    /** It is to be kept, and this gateway keeps none. */
    QUEUE_OFF(OutcomeReason.QUEUE_OFF),
    /** It is to be kept, and the database does not take it. */
    STORAGE_DOWN(OutcomeReason.STORAGE_DOWN),
    /** It is to be kept, and the database has not said whether it is. */
    STORAGE_UNKNOWN(OutcomeReason.STORAGE_UNKNOWN),
    /** It is to be kept, and the database knows no such device. */
    UNKNOWN_DEVICE(OutcomeReason.UNKNOWN_DEVICE),
    /** It was to be kept, and a newer one with the same key has replaced it. */
    COLLAPSED(OutcomeReason.COLLAPSED);

    private final DeliveryStatus deliveryStatus;
    private final @Nullable OutcomeReason reason;
    private final String what;
    private final @Nullable String remedy;

    ActuationOutcome(DeliveryStatus deliveryStatus, String what, String remedy) {
        this.deliveryStatus = deliveryStatus;
        this.reason = null;
        this.what = what;
        this.remedy = remedy;
    }

    ActuationOutcome(OutcomeReason reason) {
        this.deliveryStatus = DeliveryStatus.LOST;
        this.reason = reason;
        this.what = reason.what();
        this.remedy = reason.remedy();
    }

    /** Returns whether the actuation reached its device, as far as this instance knows. */
    public DeliveryStatus arrival() {
        return deliveryStatus;
    }

    /** Returns what it means for a sender that asked for the final outcome; null if that is not known yet. */
    public @Nullable OutcomeReason finalReason() {
        return reason;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return remedy;
    }

    /** Whether an actuation reached its device. */
    public enum DeliveryStatus implements Tagged {
        /** The device's socket accepted it. */
        ARRIVED,
        /** It may still be written. */
        WAITING,
        /** Another instance has it. */
        PASSED,
        /** It did not reach the device. */
        LOST
    }
}

package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.telemetry.ExplainedTag;
import org.oisp.gateway.telemetry.Tagged;

/** The outcome of an actuation. Each is a meter's tag value, in lower case. */
public enum ActuationOutcome implements ExplainedTag {
    /** It is in the mailbox of the device's connection. */
    ACCEPTED(
            DeliveryStatus.WAITING,
            "It is in the device's mailbox.",
            "The device gets it as soon as it reads: look at its mailbox."),
    /** Another instance has received it, or is about to; that instance counts the further outcome. */
    FORWARDED(
            DeliveryStatus.PASSED,
            "It was handed to another instance, which has heard it.",
            "The events of that instance say what became of it."),
    /** The device is not connected to any instance that could be asked. */
    NOT_CONNECTED(
            DeliveryStatus.LOST,
            "The device is not connected to any instance that could be asked.",
            "Nothing is kept for later: see why the device left, and send it again once it is connected."),
    /** It came over Redis, from another instance or the dashboard, for a device that is no longer here, or not yet. */
    NOT_HERE(
            DeliveryStatus.LOST,
            "It came over Redis for a device that had just left this instance, or had just come.",
            "Send it again. If it stays so, two instances disagree about where the device is: look at Redis."),
    /** It came over a device's channel and names another account. */
    FOREIGN_ACCOUNT(
            DeliveryStatus.LOST,
            "It came over the channel of one account and names another.",
            "Correct its sender: accountId and channel have to be of the same account."),
    /** The device is not connected here, and Redis is unavailable. */
    BUS_DOWN(
            DeliveryStatus.LOST,
            "The device is not connected here, and Redis is away, so no other instance could be told.",
            "Bring Redis back, then send it again."),
    /** The device is not connected here, and too much was on its way to other instances. */
    BUS_FULL(
            DeliveryStatus.LOST,
            "The device is not connected here, and too much is on its way to other instances.",
            "Send more slowly, or raise GATEWAY_FORWARD_MESSAGES and GATEWAY_FORWARD_BYTES."),
    /** The device is not connected here, and the database could not resolve it. */
    UNRESOLVED(
            DeliveryStatus.LOST,
            "The device is not connected here, and the database does not say which one is meant.",
            "Send it again when the database is back, or name accountId and deviceId too."),
    /** It names no device. */
    UNADDRESSED(
            DeliveryStatus.LOST,
            "It names no device.",
            "Correct its sender: the content needs a deviceUID that is a UUID, or a deviceId with the accountId."),
    /** It names a device by its id alone, and several accounts have a device with that id connected. */
    AMBIGUOUS(
            DeliveryStatus.LOST,
            "It names a device by its id alone, and several accounts have one of that id connected.",
            "Name the accountId too."),
    /** The user name or password is wrong. */
    WRONG_CREDENTIALS(
            DeliveryStatus.LOST,
            "Its user name or password is wrong.",
            "Compare what the sender offers with GATEWAY_SENDER_USERNAME and GATEWAY_SENDER_PASSWORD. The log names the sender."),
    /** It has no credentials, no body, or a body without content. */
    MALFORMED(
            DeliveryStatus.LOST,
            "It has no credentials, no body, or a body without content.",
            "Correct its sender: docs/PROTOCOL.md has the form."),
    /** The device does not read, and its mailbox is full; the connection is dropped. */
    MAILBOX_FULL(
            DeliveryStatus.LOST,
            "The device does not read, its mailbox is full, and its connection is dropped.",
            "Look at the device: it has to connect again. GATEWAY_MAILBOX_MESSAGES and GATEWAY_MAILBOX_BYTES are the bound."),
    /** The device reads, but this sender's waiting actuations fill the sender's share of the mailbox. */
    OVER_SHARE(
            DeliveryStatus.LOST,
            "The device reads, but more slowly than it is sent to: the share of this sender in its mailbox is full.",
            "Send more slowly to this device. The log names the sender. Senders on a WebSocket are slowed before it comes to this."),
    /** Its sender asked for the outcome within a time, and that was over before a socket or another instance had it. */
    EXPIRED(
            DeliveryStatus.LOST,
            "Its sender's timeout was over before its device was found.",
            "The database or Redis is slow: look at them, or allow more time."),
    /** Its sender asks for the outcome in a way that is not valid. */
    INVALID_REQUEST(
            DeliveryStatus.LOST,
            "Its sender asks for a receipt in a way that is not valid.",
            "Correct the sender: docs/PROTOCOL.md has the form."),
    /** Too many actuations wait for their outcome. */
    TOO_MANY_RECEIPTS(
            DeliveryStatus.LOST,
            "Its sender asks for a receipt, and too many actuations wait for theirs.",
            "Wait for outcomes before you send more, or raise GATEWAY_RECEIPTS and GATEWAY_CONNECTION_RECEIPTS.");

    private final DeliveryStatus deliveryStatus;
    private final String what;
    private final @Nullable String remedy;

    ActuationOutcome(DeliveryStatus deliveryStatus, String what, @Nullable String remedy) {
        this.deliveryStatus = deliveryStatus;
        this.what = what;
        this.remedy = remedy;
    }

    /** Returns whether the actuation reached its device, as far as this instance knows. */
    public DeliveryStatus arrival() {
        return deliveryStatus;
    }

    /** Returns what it means for a sender that asked for the final outcome; null if that is not known yet. */
    public @Nullable OutcomeReason finalReason() {
        return switch (this) {
            case ACCEPTED, FORWARDED -> null;
            default -> OutcomeReason.valueOf(name());
        };
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

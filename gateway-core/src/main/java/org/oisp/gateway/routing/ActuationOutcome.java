package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;
import org.oisp.gateway.telemetry.Tagged;

/** The outcome of an actuation. Each is a meter's tag value, in lower case. */
public enum ActuationOutcome implements ExplainedTag {
    /** It is in the mailbox of the device's connection. */
    ACCEPTED(
            DeliveryStatus.WAITING,
            "It is in the device's mailbox.",
            "The device gets it as soon as it reads: see its mailbox."),
    /** Another instance has received it, or is about to; that instance counts the further outcome. */
    FORWARDED(DeliveryStatus.PASSED, "Another instance has received it.", "That instance's events show the outcome."),
    /** The device is not connected to any instance that could be asked. */
    NOT_CONNECTED(
            DeliveryStatus.LOST,
            "The device is not connected to any instance that could be asked.",
            "Actuations are not stored: find out why the device disconnected, and send it again once it is connected."),
    /** It came over Redis, from another instance or the dashboard, for a device that is no longer here, or not yet. */
    NOT_HERE(
            DeliveryStatus.LOST,
            "It came over Redis for a device that had just disconnected from this instance, or had just connected.",
            "Send it again. If that does not help, two instances disagree about where the device is: check Redis."),
    /** It came over a device's channel and names another account. */
    FOREIGN_ACCOUNT(
            DeliveryStatus.LOST,
            "It came over the channel of one account but names another.",
            "Fix the sender: accountId and channel must belong to the same account."),
    /** The device is not connected here, and Redis is unavailable. */
    BUS_DOWN(
            DeliveryStatus.LOST,
            "The device is not connected here, and Redis is unavailable, so no other instance could be reached.",
            "Restore Redis, then send it again."),
    /** The device is not connected here, and too much was on its way to other instances. */
    BUS_FULL(
            DeliveryStatus.LOST,
            "The device is not connected here, and too many actuations are in flight to other instances.",
            "Send more slowly, or raise GATEWAY_FORWARD_MESSAGES and GATEWAY_FORWARD_BYTES."),
    /** The device is not connected here, and the database could not resolve it. */
    UNRESOLVED(
            DeliveryStatus.LOST,
            "The device is not connected here, and the database could not tell which device is meant.",
            "Send it again when the database is back, or include accountId and deviceId."),
    /** It names no device. */
    UNADDRESSED(
            DeliveryStatus.LOST,
            "It names no device.",
            "Fix the sender: the content needs a deviceUID that is a UUID, or a deviceId with the accountId."),
    /** It names a device by its id alone, and several accounts have a device with that id connected. */
    AMBIGUOUS(
            DeliveryStatus.LOST,
            "It names a device by its id alone, and several accounts have a connected device with that id.",
            "Include the accountId."),
    /** The user name or password is wrong. */
    WRONG_CREDENTIALS(
            DeliveryStatus.LOST,
            "Its user name or password is wrong.",
            "Compare the sender's credentials with GATEWAY_SENDER_USERNAME and GATEWAY_SENDER_PASSWORD. The log names the sender."),
    /** It has no credentials, no body, or a body without content. */
    MALFORMED(
            DeliveryStatus.LOST,
            "It has no credentials, no body, or a body without content.",
            "Fix the sender: docs/PROTOCOL.md has the format."),
    /** The device does not read, and its mailbox is full; the connection is dropped. */
    MAILBOX_FULL(
            DeliveryStatus.LOST,
            "The device does not read, its mailbox is full, and its connection is dropped.",
            "Check the device: it must reconnect. GATEWAY_MAILBOX_MESSAGES and GATEWAY_MAILBOX_BYTES are the limits."),
    /** The device reads, but this sender's waiting actuations fill the sender's share of the mailbox. */
    OVER_SHARE(
            DeliveryStatus.LOST,
            "The device reads more slowly than actuations arrive: this sender's share of its mailbox is full.",
            "Send more slowly to this device. The log names the sender. Senders on a WebSocket are slowed down before this happens.");

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

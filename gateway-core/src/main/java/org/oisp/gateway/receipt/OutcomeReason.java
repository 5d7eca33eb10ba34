package org.oisp.gateway.receipt;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** Why an actuation has its {@link FinalOutcome}. Each is a meter's tag value, in lower case, and belongs to one outcome. */
public enum OutcomeReason implements ExplainedTag {
    /** The device's WebSocket stack has answered the ping behind the message. */
    CONFIRMED(FinalOutcome.DELIVERED, "The device's WebSocket stack has read the whole message.", null),
    /** The sender asked for the device's own report, and this device makes none. */
    NO_REPORTS(
            FinalOutcome.DELIVERED,
            "The device has read it. This device does not report what it does.",
            "Only devices that register with the feature \"ack\" report. For other devices, ask for the receipt \"delivered\"."),
    /** The device reports, but did not report on this one in time. */
    NO_REPORT(
            FinalOutcome.DELIVERED,
            "The device has read it, but did not report in time what it did.",
            "Ask the device for its state before you send it again, or allow more time."),
    /** The device reported success. */
    REPORTED_SUCCESS(FinalOutcome.SUCCEEDED, "The device reports that it did it.", null),
    /** The device reported a failure. */
    REPORTED_FAILURE(
            FinalOutcome.FAILED, "The device reports that it could not do it.", "The detail comes from the device."),
    /** The request for a receipt is not valid; nothing was sent. */
    INVALID_REQUEST(
            FinalOutcome.NOT_DELIVERED,
            "The request for a receipt is not valid, so nothing was sent.",
            "Fix the sender: the detail says what is wrong."),
    /** Too many actuations wait for their outcome. */
    TOO_MANY_RECEIPTS(
            FinalOutcome.NOT_DELIVERED,
            "Too many actuations wait for their outcome, so nothing was sent.",
            "Wait for outcomes before you send more, or raise GATEWAY_RECEIPTS and GATEWAY_CONNECTION_RECEIPTS."),
    /** The device is not connected to any instance that could be asked. */
    NOT_CONNECTED(
            FinalOutcome.NOT_DELIVERED,
            "The device is not connected to any instance that could be asked.",
            "Actuations are not stored: find out why the device disconnected, and send it again once it is connected."),
    /** It came over Redis for a device that is no longer here, or not yet. */
    NOT_HERE(
            FinalOutcome.NOT_DELIVERED,
            "It came over Redis to an instance that the device had just left, or was still connecting to.",
            "Send it again. If that does not help, two instances disagree about where the device is: check Redis."),
    /** It came over a device's channel and names another account. */
    FOREIGN_ACCOUNT(
            FinalOutcome.NOT_DELIVERED,
            "It came over the channel of one account but names another.",
            "Fix the sender: accountId and channel must belong to the same account."),
    /** Redis is unavailable, and the device is not connected to this instance. */
    BUS_DOWN(
            FinalOutcome.NOT_DELIVERED,
            "The device is not connected here, and Redis is unavailable, so no other instance could be reached.",
            "Restore Redis, then send it again."),
    /** Too much is in transit to other instances. */
    BUS_FULL(
            FinalOutcome.NOT_DELIVERED,
            "The device is not connected here, and too many actuations are in flight to other instances.",
            "Send more slowly, or raise GATEWAY_FORWARD_MESSAGES and GATEWAY_FORWARD_BYTES."),
    /** The database could not resolve which device is meant. */
    UNRESOLVED(
            FinalOutcome.NOT_DELIVERED,
            "The device is not connected here, and the database could not tell which device is meant.",
            "Send it again when the database is back, or include accountId and deviceId."),
    /** It names no device. */
    UNADDRESSED(
            FinalOutcome.NOT_DELIVERED,
            "It names no device.",
            "Fix the sender: the content needs a deviceUID that is a UUID, or a deviceId with the accountId."),
    /** Several devices have the id that it names. */
    AMBIGUOUS(
            FinalOutcome.NOT_DELIVERED,
            "It names a device by its id alone, and several accounts have a connected device with that id.",
            "Include the accountId."),
    /** The user name or password is wrong. */
    WRONG_CREDENTIALS(
            FinalOutcome.NOT_DELIVERED,
            "Its user name or password is wrong.",
            "Compare the sender's credentials with GATEWAY_SENDER_USERNAME and GATEWAY_SENDER_PASSWORD. The log names the sender."),
    /** It has no credentials, no body, or a body without content. */
    MALFORMED(
            FinalOutcome.NOT_DELIVERED,
            "It has no credentials, no body, or a body without content.",
            "Fix the sender: docs/PROTOCOL.md has the format."),
    /** The device's mailbox is full and the device does not read. */
    MAILBOX_FULL(
            FinalOutcome.NOT_DELIVERED,
            "The device does not read, its mailbox is full, and its connection is dropped.",
            "Check the device: it must reconnect. GATEWAY_MAILBOX_MESSAGES and GATEWAY_MAILBOX_BYTES are the limits."),
    /** The sender's share of the device's mailbox is full. */
    OVER_SHARE(
            FinalOutcome.NOT_DELIVERED,
            "The device reads more slowly than actuations arrive: this sender's share of its mailbox is full.",
            "Send more slowly to this device. The log names the sender. Senders on a WebSocket are slowed down before this happens."),
    /** The sender's instance is stopping. */
    STOPPING(
            FinalOutcome.NOT_DELIVERED,
            "The instance that the sender is connected to is stopping, so nothing was sent.",
            "Send it again over a new connection, which reaches another instance."),
    /** Its time was over before it was given to the device's socket. */
    EXPIRED(
            FinalOutcome.NOT_DELIVERED,
            "Its timeout ended before it was written to the device's socket, so the gateway discarded it.",
            "Check whether the device is slow or gone, or allow more time."),
    /** The device's connection ended before the message was written to its socket. */
    DISCONNECTED(
            FinalOutcome.NOT_DELIVERED,
            "The device's connection ended before the message was written to its socket.",
            "Send it again once the device is back."),
    /** The device's socket took it, and the device did not confirm it in time. */
    UNANSWERED(
            FinalOutcome.UNCONFIRMED,
            "It was written to the device's socket, but the device did not confirm it in time.",
            "Ask the device for its state before you send it again."),
    /** The device does not answer pings that carry data. */
    NO_PONGS(
            FinalOutcome.UNCONFIRMED,
            "It was written to the device's socket, but the device does not answer pings that carry data, which RFC 6455 requires.",
            "Fix the device's WebSocket library, or a proxy between device and gateway."),
    /** The connection ended before the device confirmed. */
    CONNECTION_LOST(
            FinalOutcome.UNCONFIRMED,
            "It was written to the device's socket, but the connection ended before the device confirmed it.",
            "Ask the device for its state before you send it again."),
    /** Redis did not say whether the other instance got it. */
    BUS_LOST(
            FinalOutcome.UNCONFIRMED,
            "It was given to Redis for another instance, but the link to Redis ended before Redis answered.",
            "Ask the device for its state before you send it again."),
    /** The instance that has the device did not answer in time. */
    INSTANCE_SILENT(
            FinalOutcome.UNCONFIRMED,
            "Another instance has it, but did not report the outcome in time.",
            "Check that instance and Redis. Ask the device for its state before you send it again."),
    /** Only instances without a lease heard it, and those cannot answer. */
    NO_RECEIPTS(
            FinalOutcome.UNCONFIRMED,
            "Only a subscriber that sends no receipts received it, such as an instance of the original gateway.",
            "Ask the device for its state before you send it again. To get receipts, replace all instances of the original."),
    /** A defect of the gateway. */
    INTERNAL_ERROR(
            FinalOutcome.UNCONFIRMED, "An internal error of the gateway.", "The log has the stack trace: report it.");

    private final FinalOutcome outcome;
    private final String what;
    private final @Nullable String remedy;

    OutcomeReason(FinalOutcome outcome, String what, @Nullable String remedy) {
        this.outcome = outcome;
        this.what = what;
        this.remedy = remedy;
    }

    /** Returns the outcome that this reason belongs to. */
    public FinalOutcome outcome() {
        return outcome;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return remedy;
    }
}

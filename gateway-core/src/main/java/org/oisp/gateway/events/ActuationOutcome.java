package org.oisp.gateway.events;

/** What the gateway made of an actuation. Each is the value of a meter's tag, in lower case. */
public enum ActuationOutcome implements Tagged {
    /** It is in the mailbox of the device's connection. */
    ACCEPTED("It is in the mailbox of the device's connection."),
    /** Another instance has heard it, or is about to: what becomes of it there, is counted there. */
    FORWARDED("Another instance has heard it; what becomes of it is told there."),
    /** The device is not connected, to no instance that could be asked. */
    NOT_CONNECTED(
            "Nobody of that address is connected, to no instance that could be asked: see when the device was last here, and why it left."),
    /** It came from another instance or the dashboard, for a device that is no longer here, or not yet. */
    NOT_HERE("It came over Redis for a device that has just left this instance, or just come: send it again."),
    /** It came over the channel of a device, and names another account. */
    FOREIGN_ACCOUNT(
            "It came over the channel of a device and names another account: its sender mixes up accountId and channel."),
    /** The device is not connected here, and Redis is away. */
    BUS_DOWN(
            "The device is not connected here, and Redis is away, so no other instance could be told: send it again when Redis is back."),
    /** The device is not connected here, and too much was on its way to other instances. */
    BUS_FULL(
            "The device is not connected here, and too much is on its way to other instances: send slower, or raise GATEWAY_FORWARD_MESSAGES and GATEWAY_FORWARD_BYTES."),
    /** The device is not connected here, and the database does not say which one is meant. */
    UNRESOLVED(
            "The device is not connected here, and the database does not say which one is meant: send it again when the database is back, or name accountId and deviceId."),
    /** It names no device. */
    UNADDRESSED("It names no device: its content needs a deviceUID that is a UUID, or a deviceId with the accountId."),
    /** It names a device by its id alone, and several accounts have one of that id connected. */
    AMBIGUOUS("Several accounts have a device of that id connected: name the accountId too."),
    /** User name or password is wrong. */
    WRONG_CREDENTIALS("User name or password is wrong: see GATEWAY_SENDER_USERNAME and GATEWAY_SENDER_PASSWORD."),
    /** It has no body, or the body no content. */
    MALFORMED("It has no body, or the body has no content: see the message in docs/PROTOCOL.md."),
    /** The device does not read, and its mailbox is full: the connection is dropped. */
    MAILBOX_FULL(
            "The device does not read and its mailbox is full: its connection is dropped, and it has to connect again.");

    private final String sentence;

    ActuationOutcome(String sentence) {
        this.sentence = sentence;
    }

    /**
     * What an operator is told.
     *
     * @return why it is so and what to do, in a sentence
     */
    public String sentence() {
        return sentence;
    }
}

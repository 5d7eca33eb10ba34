package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.telemetry.Tagged;

/** What became of a message that another instance has sent, or somebody else. Each is the value of a meter's tag, in lower case. */
public enum TrustOutcome implements Tagged {
    /** It is signed with the shared secret, and new. */
    SIGNED("is signed"),
    /** It cannot be checked, and is believed since not every instance signs yet, or by setting. */
    UNSIGNED_ACCEPTED("is not signed"),
    /** It is not signed, though every instance signs. */
    UNSIGNED("it is not signed"),
    /** It is signed with another secret, or was changed, or was sent over another channel. */
    WRONG_SIGNATURE("its signature is not of this channel and the shared secret"),
    /** It has come before. */
    REPLAYED("it has come before"),
    /** It is signed, and was said long ago, or not yet. */
    WRONG_TIME("its time is too far from the database's clock"),
    /** A device's row is said to have a time that the database's clock has not reached. */
    AHEAD("a device is said to be bound at a time that is ahead of the database's clock");

    private final String words;

    TrustOutcome(String words) {
        this.words = words;
    }

    /**
     * Whether the message is left out.
     *
     * @return false for those that are believed
     */
    public boolean refused() {
        return this != SIGNED && this != UNSIGNED_ACCEPTED;
    }

    String words() {
        return words;
    }
}

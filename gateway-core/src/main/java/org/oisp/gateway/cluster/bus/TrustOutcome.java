package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.telemetry.Tagged;

/**
 * Whether a message that claims to be from another instance is accepted, and why. Each constant, in lower case, is a value of a meter's
 * tag.
 */
public enum TrustOutcome implements Tagged {
    /** Accepted: signed with the shared secret, and not received before. */
    SIGNED("is signed"),
    /** Accepted unchecked, because not every instance signs yet, or by configuration. */
    UNSIGNED_ACCEPTED("is not signed"),
    /** Rejected: not signed, though every instance signs. */
    UNSIGNED("it is not signed"),
    /** Rejected: signed with another secret, modified, or sent over another channel. */
    WRONG_SIGNATURE("its signature does not match the channel and the shared secret"),
    /** Rejected: received before. */
    REPLAYED("it is a replay"),
    /** Rejected: signed, but too old, or dated in the future. */
    WRONG_TIME("its timestamp is too far from the database's clock"),
    /** Rejected: the bind time of a device's row is ahead of the database's clock. */
    AHEAD("the time of a device's binding is ahead of the database's clock");

    private final String words;

    TrustOutcome(String words) {
        this.words = words;
    }

    /**
     * Returns whether the message is rejected.
     *
     * @return false for {@link #SIGNED} and {@link #UNSIGNED_ACCEPTED}
     */
    public boolean refused() {
        return this != SIGNED && this != UNSIGNED_ACCEPTED;
    }

    String words() {
        return words;
    }
}

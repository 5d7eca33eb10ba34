package org.oisp.gateway.client;

import java.time.Duration;

/**
 * What a sender wants to be told of an actuation, and within which time.
 *
 * @param kind what it wants to be told
 * @param timeout the time within which the gateway tells it, from 1 ms to 60 s; what is not at the device's socket by then is never sent
 */
public record ReceiptOptions(ReceiptKind kind, Duration timeout) {

    /** The gateway's own timeout. */
    private static final Duration USUAL = Duration.ofSeconds(10);

    /** The shortest timeout. */
    public static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    /** The longest timeout. */
    public static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /** What a sender wants to be told. */
    public enum ReceiptKind {
        /** Whether the device's WebSocket stack has read the actuation. Any device can be asked this. */
        DELIVERED("delivered"),
        /** What the device itself says that it did, if it says so; otherwise as {@link #DELIVERED}. */
        COMPLETED("completed");

        private final String word;

        ReceiptKind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * Checks the options.
     *
     * @param kind see above
     * @param timeout see above
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public ReceiptOptions {
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a receipt's timeout is from 1 ms to 60 s, not " + timeout);
        }
    }

    /**
     * Asks for the delivery, within ten seconds.
     *
     * @return the options
     */
    public static ReceiptOptions delivered() {
        return new ReceiptOptions(ReceiptKind.DELIVERED, USUAL);
    }

    /**
     * Asks for the device's own report, within ten seconds.
     *
     * @return the options
     */
    public static ReceiptOptions completed() {
        return new ReceiptOptions(ReceiptKind.COMPLETED, USUAL);
    }

    /**
     * Returns the same options with another timeout.
     *
     * @param time from 1 ms to 60 s
     * @return the options
     */
    public ReceiptOptions within(Duration time) {
        return new ReceiptOptions(kind, time);
    }

    /** Returns the members of a message that ask for it, with a comma at the end. */
    String members(String id) {
        return "\"id\":\"" + id + "\",\"receipt\":\"" + kind.word() + "\",\"timeout\":" + timeout.toMillis() + ",";
    }
}

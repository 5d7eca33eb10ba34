package org.oisp.gateway.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a sender wants to be told of an actuation, and within which time.
 *
 * @param kind what it wants to be told
 * @param timeout the time within which the gateway tells it, from 1 ms to 60 s; without a {@code ttl}, what is not at the device's socket
 *     by then is never sent
 * @param ttl how long the gateway keeps it for a device that is away, in whole seconds, 30 days at most; null not to keep it
 * @param collapse only the newest with this key is kept for a device; null to keep each
 */
public record ReceiptOptions(
        ReceiptKind kind,
        Duration timeout,
        @Nullable Duration ttl,
        @Nullable String collapse) {

    /** The gateway's own timeout. */
    private static final Duration USUAL = Duration.ofSeconds(10);

    /** The shortest timeout. */
    public static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    /** The longest timeout. */
    public static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /** The longest time that an actuation is kept. */
    public static final Duration MAX_TTL = Duration.ofDays(30);

    private static final int MAX_COLLAPSE_LENGTH = 128;

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
     * @param ttl see above
     * @param collapse see above
     * @throws IllegalArgumentException if one of them is out of bounds
     */
    public ReceiptOptions {
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a receipt's timeout is from 1 ms to 60 s, not " + timeout);
        }
        if (ttl != null
                && (!ttl.truncatedTo(ChronoUnit.SECONDS).equals(ttl)
                        || ttl.toSeconds() < 1
                        || ttl.compareTo(MAX_TTL) > 0)) {
            throw new IllegalArgumentException("a ttl is from 1 s to 30 days, in whole seconds, not " + ttl);
        }
        if (collapse != null
                && (ttl == null
                        || collapse.isEmpty()
                        || collapse.length() > MAX_COLLAPSE_LENGTH
                        || collapse.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException(
                    "a collapse key has 1 to 128 characters, without U+0000, and needs a ttl");
        }
    }

    /**
     * Asks for one or the other, of an actuation that is not kept.
     *
     * @param kind see above
     * @param timeout see above
     */
    public ReceiptOptions(ReceiptKind kind, Duration timeout) {
        this(kind, timeout, null, null);
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
        return new ReceiptOptions(kind, time, ttl, collapse);
    }

    /**
     * Returns the same options for an actuation that the gateway keeps while its device is away. The outcome is {@code QUEUED} as long as
     * the device has not confirmed it within the timeout.
     *
     * @param time from 1 s to 30 days, in whole seconds
     * @return the options
     */
    public ReceiptOptions keptFor(Duration time) {
        return new ReceiptOptions(kind, timeout, time, collapse);
    }

    /**
     * Returns the same options for an actuation that replaces older ones which are kept for its device with the same key.
     *
     * @param key 1 to 128 characters
     * @return the options
     */
    public ReceiptOptions collapsing(String key) {
        return new ReceiptOptions(kind, timeout, ttl, key);
    }

    /** Returns the members of a message that ask for it, with a comma at the end. */
    String members(String id) {
        return "\"id\":\"" + id + "\",\"receipt\":\"" + kind.word() + "\",\"timeout\":" + timeout.toMillis() + ","
                + (ttl == null ? "" : "\"ttl\":" + ttl.toSeconds() + ",")
                + (collapse == null ? "" : "\"collapse\":" + OutgoingText.quoted(collapse) + ",");
    }
}

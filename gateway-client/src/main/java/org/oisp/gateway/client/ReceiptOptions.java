package org.oisp.gateway.client;

import java.time.Duration;
import java.util.UUID;

/**
 * How a sender is told what became of an actuation (PROTOCOL.md, "Receipts").
 *
 * @param id the sender's name for it, 1 to 128 characters; another for each that has no outcome yet
 * @param completed whether to wait for the device's own report, of devices that make reports, instead of the delivery
 * @param timeout the time within which the gateway reports the outcome, from a millisecond to a minute
 */
public record ReceiptOptions(String id, boolean completed, Duration timeout) {

    /** The timeout if none is given. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int MOST_CHARACTERS = 128;

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the gateway would not take them
     */
    public ReceiptOptions {
        if (id.isEmpty() || id.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("an id has 1 to " + MOST_CHARACTERS + " characters");
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a timeout is from 1ms to 1m");
        }
    }

    /**
     * Creates the options for a delivery within ten seconds, with a random id.
     *
     * @return new options
     */
    public static ReceiptOptions ofDelivery() {
        return new ReceiptOptions(UUID.randomUUID().toString(), false, DEFAULT_TIMEOUT);
    }

    /** Returns the members beside the body, each behind a comma. */
    String members() {
        return ",\"id\":" + OutgoingText.quoted(id) + ",\"receipt\":\"" + (completed ? "completed" : "delivered")
                + "\",\"timeout\":" + timeout.toMillis();
    }
}

package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A sender's request to be told what became of an actuation: the members {@code id}, {@code receipt}, {@code timeout}, {@code replyTo},
 * {@code ttl} and {@code collapse} beside its {@code body} (PROTOCOL.md, "Receipts"). Without {@code receipt} and {@code ttl} the others
 * mean nothing.
 *
 * @param id the sender's name for the actuation, repeated in the answer; null if it has none, or not a valid one
 * @param completion whether the sender waits for the device's own statement, instead of the delivery
 * @param timeoutMillis the time within which the outcome is reported, in milliseconds
 * @param replyTo the channel for the outcome of a published actuation; null for none
 * @param queue how it is kept for a device that is away; null if it is not
 * @param problem what is wrong with the request, as one sentence; null if it is valid
 */
public record ReceiptRequest(
        @Nullable String id,
        boolean completion,
        int timeoutMillis,
        @Nullable String replyTo,
        @Nullable QueueOptions queue,
        @Nullable String problem) {

    /** The maximum length of an id, in UTF-16 code units. */
    public static final int MAX_ID_LENGTH = 128;

    /** The timeout if the request names none, in milliseconds. */
    public static final int DEFAULT_TIMEOUT_MILLIS = 10_000;

    /** The maximum timeout, in milliseconds. */
    public static final int MAX_TIMEOUT_MILLIS = 60_000;

    /** The maximum length of a reply channel, in UTF-16 code units. */
    public static final int MAX_REPLY_TO_LENGTH = 256;

    /** The value of {@code receipt} that asks for the delivery. */
    public static final String DELIVERED = "delivered";

    /** The value of {@code receipt} that asks for the device's own statement. */
    public static final String COMPLETED = "completed";

    /**
     * Creates a valid request for the delivery, without a reply channel.
     *
     * @param id see above
     * @param timeoutMillis see above
     * @return the request
     */
    public static ReceiptRequest ofDelivery(@Nullable String id, int timeoutMillis) {
        return new ReceiptRequest(id, false, timeoutMillis, null, null, null);
    }

    /** Returns what is wrong with an id, as one sentence; null if it is valid. */
    public static @Nullable String problemOfId(String id) {
        return id.isEmpty() || id.length() > MAX_ID_LENGTH
                ? "id must have 1 to " + MAX_ID_LENGTH + " characters."
                : null;
    }
}

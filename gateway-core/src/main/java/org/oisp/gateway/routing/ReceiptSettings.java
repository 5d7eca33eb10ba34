package org.oisp.gateway.routing;

/**
 * The limits of actuations whose senders want to know the outcome.
 *
 * @param pending how many may wait for their outcome at this instance
 * @param perConnection how many of them may be of one connection
 * @param records how many of those that were posted to the API are remembered
 */
public record ReceiptSettings(int pending, int perConnection, int records) {

    /** Default of {@link #pending}. */
    public static final int PENDING = 20_000;

    /** Default of {@link #perConnection}. */
    public static final int PER_CONNECTION = 5_000;

    /** Default of {@link #records}. */
    public static final int RECORDS = 10_000;
}

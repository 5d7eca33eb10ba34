package org.oisp.gateway.routing;

/**
 * The limits of actuations whose senders want to know the outcome.
 *
 * @param pending how many may wait for their outcome at this instance
 * @param perConnection how many of them may be of one connection
 */
public record ReceiptSettings(int pending, int perConnection) {

    /** Default of {@link #pending}. */
    public static final int PENDING = 20_000;

    /** Default of {@link #perConnection}. */
    public static final int PER_CONNECTION = 5_000;
}

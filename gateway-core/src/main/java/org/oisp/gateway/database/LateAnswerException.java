package org.oisp.gateway.database;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The database was not done in time, but has answered in the same transaction: it is slow, not away. */
public final class LateAnswerException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception whose message says how slow the database is.
     *
     * @param begun how long the server took to begin the transaction, which needs no work
     * @param timeout the time for the whole transaction
     */
    public LateAnswerException(Duration begun, Duration timeout) {
        super("it is slow: it took " + begun.toMillis() + " ms to begin a transaction, and was not done with it within "
                + timeout.toMillis() + " ms (GATEWAY_QUERY_TIMEOUT)");
    }
}

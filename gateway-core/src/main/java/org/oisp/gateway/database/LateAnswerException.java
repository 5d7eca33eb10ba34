package org.oisp.gateway.database;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The database was not done in time, though it has answered before in the same transaction: it is slow, not away. */
public final class LateAnswerException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    /**
     * Says how slow.
     *
     * @param begun how long the server took to begin the transaction, which is no work at all
     * @param timeout the time for all of it
     */
    public LateAnswerException(Duration begun, Duration timeout) {
        super("it is slow: it took " + begun.toMillis() + " ms to begin a transaction, and was not done with it within "
                + timeout.toMillis() + " ms (GATEWAY_QUERY_TIMEOUT)");
    }
}

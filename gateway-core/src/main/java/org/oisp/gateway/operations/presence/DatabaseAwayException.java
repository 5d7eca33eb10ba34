package org.oisp.gateway.operations.presence;

/** Reports that a query failed or timed out. The error is counted and logged where it occurs. */
public final class DatabaseAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a stack trace, since it is not a defect.
     *
     * @param cause the error of the database or the network
     */
    public DatabaseAwayException(Throwable cause) {
        super("the database does not answer", cause, false, false);
    }
}

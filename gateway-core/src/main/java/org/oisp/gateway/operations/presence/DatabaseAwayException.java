package org.oisp.gateway.operations.presence;

/** The database was needed and has failed, or has not answered in time. It is counted and logged where it happened. */
public final class DatabaseAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Has no stack trace of its own: it is no defect.
     *
     * @param cause what the database, or the way there, said
     */
    public DatabaseAwayException(Throwable cause) {
        super("the database does not answer", cause, false, false);
    }
}

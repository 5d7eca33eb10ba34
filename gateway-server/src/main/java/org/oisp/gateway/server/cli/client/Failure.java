package org.oisp.gateway.server.cli.client;

/** What went wrong, in a line: a command never shows a stack trace. */
public final class Failure {

    private Failure() {}

    /**
     * Describes an error.
     *
     * @param error what was thrown
     * @return the message of the first of its causes that has one of its own
     */
    public static String describe(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && (cause.getMessage() == null || isWrapper(cause))) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    /** Its message is no more than its cause's name. */
    private static boolean isWrapper(Throwable error) {
        Throwable cause = error.getCause();
        return cause != null && cause.toString().equals(error.getMessage());
    }
}

package org.oisp.gateway.server.cli;

/** What went wrong, in a line: a command never shows a stack trace. */
final class Failure {

    private Failure() {}

    static String describe(Throwable error) {
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

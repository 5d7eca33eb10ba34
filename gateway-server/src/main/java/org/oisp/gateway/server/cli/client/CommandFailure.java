package org.oisp.gateway.server.cli.client;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in a line: a command never shows a stack trace. */
public final class CommandFailure {

    private CommandFailure() {}

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
        if (cause instanceof FileSystemException file && file.getReason() == null) {
            return file.getFile() + ": " + reason(file);
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    /** These have the file's name for their message, and the reason in the name of their class only. */
    private static String reason(FileSystemException error) {
        if (error instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        return error instanceof FileAlreadyExistsException
                ? "is there already, and is not what is needed"
                : error.getClass().getSimpleName();
    }

    /** Its message is no more than its cause's name. */
    private static boolean isWrapper(Throwable error) {
        Throwable cause = error.getCause();
        return cause != null && cause.toString().equals(error.getMessage());
    }
}

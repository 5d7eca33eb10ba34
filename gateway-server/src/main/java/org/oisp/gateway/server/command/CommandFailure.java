package org.oisp.gateway.server.command;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes an error for the operator; a command never prints a stack trace. */
public final class CommandFailure {

    private CommandFailure() {}

    /**
     * Describes an error.
     *
     * @param error what was thrown
     * @return the first message in the chain of causes that is not just its cause's; the class name if there is none
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

    /** Returns the reason, which these exceptions carry only in the name of their class. */
    private static String reason(FileSystemException error) {
        if (error instanceof NoSuchFileException) {
            return "no such file";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        return error instanceof FileAlreadyExistsException
                ? "already exists, and is not of the right kind"
                : error.getClass().getSimpleName();
    }

    /** Returns whether the message only repeats the cause. */
    private static boolean isWrapper(Throwable error) {
        Throwable cause = error.getCause();
        return cause != null && cause.toString().equals(error.getMessage());
    }
}

package org.oisp.gateway.cli.client;

import org.jspecify.annotations.Nullable;

/** Thrown when a command cannot do what was asked. The command prints the message and nothing else. */
public final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param why what is wrong, in one line for the operator
     * @param cause the cause, or null
     */
    public CommandException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}

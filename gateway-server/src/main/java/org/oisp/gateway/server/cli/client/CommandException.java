package org.oisp.gateway.server.cli.client;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked for. Its message is all that is said of it. */
public final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param why what is wrong, for a person, in a line
     * @param cause what it was made of, or null
     */
    public CommandException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}

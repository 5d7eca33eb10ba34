package org.oisp.gateway.auth.database;

/** The server column of the binding rows is too narrow for the address of this instance. */
public final class ServerColumnTooNarrowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerColumnTooNarrowException(String server, int width) {
        super("\"" + server + "\" has " + server.codePointCount(0, server.length())
                + " characters, and dashboard.\"connectionBindings\".server takes " + width);
    }
}

package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;

/** A client is not connected, or cannot take more. Its message says why, in a line. */
public final class GatewayClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Ending ending;

    GatewayClientException(String message, @Nullable Ending ending) {
        // Thrown for each message that is not sent, perhaps thousands a second: a trace would say nothing.
        super(message, null, false, false);
        this.ending = ending;
    }

    /**
     * How the connection ended that is missing.
     *
     * @return its ending; null if there was none yet, or the connection is there
     */
    public @Nullable Ending ending() {
        return ending;
    }
}

package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;

/** A client is not connected, or cannot take more. Its message says why, in a line. */
public final class GatewayClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable ConnectionEnd connectionEnd;

    GatewayClientException(String message, @Nullable ConnectionEnd connectionEnd) {
        // Thrown for each message that is not sent, perhaps thousands a second: a trace would say nothing.
        super(message, null, false, false);
        this.connectionEnd = connectionEnd;
    }

    /**
     * How the connection ended that is missing.
     *
     * @return its ending; null if there was none yet, or the connection is there
     */
    public @Nullable ConnectionEnd ending() {
        return connectionEnd;
    }
}

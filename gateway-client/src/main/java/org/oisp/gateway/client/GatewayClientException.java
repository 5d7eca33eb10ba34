package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;

/** Thrown when a client is not connected or cannot take more. The message gives the reason in one line. */
public final class GatewayClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable ConnectionEnd connectionEnd;
    private final boolean outcomeUnknown;

    GatewayClientException(String message, @Nullable ConnectionEnd connectionEnd) {
        this(message, connectionEnd, false);
    }

    GatewayClientException(String message, @Nullable ConnectionEnd connectionEnd, boolean outcomeUnknown) {
        // Thrown for each message that is not sent, perhaps thousands a second: a stack trace would say nothing.
        super(message, null, false, false);
        this.connectionEnd = connectionEnd;
        this.outcomeUnknown = outcomeUnknown;
    }

    /**
     * Returns whether an actuation that asks for a receipt was sent, and its outcome will not be known.
     *
     * @return false if nothing was sent
     */
    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }

    /**
     * Returns how the missing connection ended.
     *
     * @return the end; null if there was none yet, or the client is connected
     */
    public @Nullable ConnectionEnd ending() {
        return connectionEnd;
    }
}

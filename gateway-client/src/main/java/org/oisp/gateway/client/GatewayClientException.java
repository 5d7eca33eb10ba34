package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;

/**
 * The failure of what a client was asked to do: it is not connected, too much waits already, or the gateway did not tell it an actuation's
 * outcome. The message gives the reason in one line.
 */
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
     * Returns whether the actuation may have reached the gateway, and perhaps its device, although its sender is not told the outcome. Sending
     * it again may then do it twice.
     *
     * @return true only for an actuation that asked for a receipt; false if the gateway cannot have received it
     */
    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }

    /**
     * Returns how the connection ended that is missing.
     *
     * @return the end; null if there was no connection yet, or if the client is connected
     */
    public @Nullable ConnectionEnd ending() {
        return connectionEnd;
    }
}

package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;

/** An actuation was sent, and what became of it is not known. */
public final class OutcomeUnknownException extends GatewayClientException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(String message, @Nullable ConnectionEnd ending) {
        super(message, ending);
    }
}

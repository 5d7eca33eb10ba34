package org.oisp.gateway.auth;

import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import reactor.core.publisher.Mono;

/** Registers devices or refuses them. */
public interface Registrar {

    /**
     * Registers a device or refuses it.
     *
     * @param registrationRequest the message from the device
     * @param registrationHandler receives the outcome; see {@link RegistrationHandler} on who owns the row
     * @param <T> the type of the answer
     * @return the answer of the handler
     */
    <T> Mono<T> register(RegistrationRequest registrationRequest, RegistrationHandler<T> registrationHandler);
}

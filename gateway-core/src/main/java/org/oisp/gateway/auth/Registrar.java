package org.oisp.gateway.auth;

import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import reactor.core.publisher.Mono;

/** Registers devices, or says why not. */
public interface Registrar {

    /**
     * Registers a device, or says why not.
     *
     * @param registrationRequest what the device sent
     * @param registrationHandler what to make of the outcome; see {@link RegistrationHandler} on who owns the row
     * @param <T> what it is made into
     * @return what the verdict made of it
     */
    <T> Mono<T> register(RegistrationRequest registrationRequest, RegistrationHandler<T> registrationHandler);
}

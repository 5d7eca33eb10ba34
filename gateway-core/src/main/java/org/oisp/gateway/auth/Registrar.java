package org.oisp.gateway.auth;

import org.oisp.gateway.protocol.Inbound.Registration;
import reactor.core.publisher.Mono;

/** Registers devices, or says why not. */
public interface Registrar {

    /**
     * Registers a device, or says why not.
     *
     * @param registration what the device sent
     * @param verdict what to make of the outcome; see {@link Verdict} on who owns the row
     * @param <T> what it is made into
     * @return what the verdict made of it
     */
    <T> Mono<T> register(Registration registration, Verdict<T> verdict);
}

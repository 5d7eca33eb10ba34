package org.oisp.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.oisp.gateway.auth.store.RegistrationGrant;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Registers one device, which has no row and no token: the gateway's own. It is known by a secret that only this process knows, and
 * that is compared in constant time. Thread-safe.
 */
public final class ProbeRegistrar implements Registrar {

    private final DeviceIdentity device;
    private final byte[] secret;
    private final Scheduler verifiers;

    /**
     * Makes a registrar.
     *
     * @param device the only device
     * @param secret what it has to show instead of a token
     * @param verifiers where tokens are checked: what does not work there does not work here either
     */
    public ProbeRegistrar(DeviceIdentity device, String secret, Scheduler verifiers) {
        this.device = device;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.verifiers = verifiers;
    }

    @Override
    public <T> Mono<T> register(RegistrationRequest registrationRequest, RegistrationHandler<T> registrationHandler) {
        return Mono.fromCallable(() -> shows(registrationRequest)
                        ? registrationHandler.granted(new RegistrationGrant(device, null))
                        : registrationHandler.refused(RegistrationOutcome.INVALID_TOKEN))
                .subscribeOn(verifiers);
    }

    private boolean shows(RegistrationRequest registrationRequest) {
        String token = registrationRequest.token();
        return token != null
                && MessageDigest.isEqual(secret, token.getBytes(StandardCharsets.UTF_8))
                && device.id().value().equals(registrationRequest.deviceId());
    }
}

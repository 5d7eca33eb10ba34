package org.oisp.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.oisp.gateway.auth.store.RegistrationGrant;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Registers only the gateway's own probe device, which has no row and no token. Identifies it by a secret that only this process knows,
 * compared in constant time. Thread-safe.
 */
public final class ProbeRegistrar implements Registrar {

    private final DeviceIdentity device;
    private final byte[] secret;
    private final Scheduler verifiers;

    /**
     * Creates a registrar.
     *
     * @param device the only device
     * @param secret the secret that the device sends instead of a token
     * @param verifiers the scheduler that also verifies tokens, so that the probe fails if it does not work
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

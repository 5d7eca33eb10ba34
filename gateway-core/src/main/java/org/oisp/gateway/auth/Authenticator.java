package org.oisp.gateway.auth;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.admission.AdmissionGate;
import org.oisp.gateway.auth.admission.AdmissionPermit;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.token.AccountClaim;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.auth.token.UnknownKeyException;
import org.oisp.gateway.auth.token.VerifiedToken;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Registers devices: checks the token, then looks the device up and binds it. Thread-safe; verifies signatures on its own scheduler, never
 * on the caller's thread.
 */
public final class Authenticator implements Registrar {

    private final TokenVerifier tokens;
    private final BindingLedger ledger;
    private final AuthSettings settings;
    private final Scheduler verifiers;
    private final Function<DeviceClaim, Mono<Void>> pace;
    private final AdmissionGate gate;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Creates an authenticator.
     *
     * @param tokens verifies tokens
     * @param ledger looks devices up and binds them
     * @param verifiers the scheduler on which signatures are verified
     * @param pace completes when a device may be looked up and bound: at once, unless several connections compete for it
     * @param gate admits registrations before they use other resources
     */
    public Authenticator(
            TokenVerifier tokens,
            BindingLedger ledger,
            AuthSettings settings,
            Scheduler verifiers,
            Function<DeviceClaim, Mono<Void>> pace,
            AdmissionGate gate) {
        this.tokens = tokens;
        this.ledger = ledger;
        this.settings = settings;
        this.verifiers = verifiers;
        this.pace = pace;
        this.gate = gate;
    }

    /**
     * Registers a device or refuses it.
     *
     * @param registrationRequest the message from the device
     * @param given receives the outcome; see {@link RegistrationHandler} on who owns the row
     * @param <T> the type of the answer
     * @return the answer of the handler, within the configured timeout after admission; never fails for a reason that has a
     *     {@link RegistrationOutcome}
     */
    @Override
    public <T> Mono<T> register(RegistrationRequest registrationRequest, RegistrationHandler<T> given) {
        return Mono.defer(() -> {
            if (underWay.incrementAndGet() > settings.maxUnderWay()) {
                underWay.decrementAndGet();
                return Mono.just(given.refused(RegistrationOutcome.OVERLOADED));
            }
            AdmissionPermit admissionPermit = gate.permit();
            AdmittedRegistrationHandler<T> admitted = new AdmittedRegistrationHandler<>(given, admissionPermit);
            return admissionPermit
                    .admitted()
                    // The timeout starts at admission: a registration that timed out after a long wait would have used
                    // resources for nothing.
                    .then(work(registrationRequest, given, admitted, admissionPermit)
                            .timeout(settings.timeout()))
                    .onErrorResume(TimeoutException.class, late -> Mono.fromSupplier(admitted::late))
                    .doFinally(signal -> {
                        admissionPermit.release();
                        underWay.decrementAndGet();
                    });
        });
    }

    private <T> Mono<T> work(
            RegistrationRequest registrationRequest,
            RegistrationHandler<T> given,
            AdmittedRegistrationHandler<T> admitted,
            AdmissionPermit admissionPermit) {
        return Mono.fromCallable(() -> judge(registrationRequest, given))
                .subscribeOn(verifiers)
                .onErrorResume(
                        UnknownKeyException.class,
                        unknown -> judgeWithNewKeys(registrationRequest, given, admissionPermit))
                // A refusal for the token alone says nothing about the database, so it is not reported to the gate.
                .flatMap(judgement -> judgement.claim == null
                        ? Mono.just(given.refused(judgement.refusal))
                        : outside(admissionPermit, pace.apply(judgement.claim))
                                .then(ledger.bind(judgement.claim, admitted)));
    }

    /** Waits for something that is not the gateway's own work, without occupying a place at the gate. */
    private static Mono<Void> outside(AdmissionPermit admissionPermit, Mono<Void> other) {
        return Mono.fromRunnable(admissionPermit::pause).then(other).doOnTerminate(admissionPermit::resume);
    }

    /** Returns the number of registrations in progress, for a gauge. */
    public int underWay() {
        return underWay.get();
    }

    /** Fetches the newest keys and refuses the token only if its key is not among them either. */
    private Mono<Judgement> judgeWithNewKeys(
            RegistrationRequest registrationRequest,
            RegistrationHandler<?> registrationHandler,
            AdmissionPermit admissionPermit) {
        return outside(admissionPermit, tokens.fetchKeys())
                .then(Mono.fromCallable(() -> judge(registrationRequest, registrationHandler))
                        .subscribeOn(verifiers))
                .onErrorResume(
                        UnknownKeyException.class,
                        unknown -> Mono.just(Judgement.refuse(
                                tokens.knowsAllKeys()
                                        ? RegistrationOutcome.INVALID_TOKEN
                                        : RegistrationOutcome.KEYS_UNAVAILABLE)));
    }

    private Judgement judge(RegistrationRequest registrationRequest, RegistrationHandler<?> registrationHandler) {
        String id = registrationRequest.deviceId();
        String token = registrationRequest.token();
        VerifiedToken verified = token == null ? null : tokens.verify(token);
        if (verified == null || id == null || !id.equals(verified.subject())) {
            return Judgement.refuse(RegistrationOutcome.INVALID_TOKEN);
        }
        registrationHandler.verified(verified.expiresAtMillis());
        AccountClaim account = verified.account();
        return switch (account.claimState()) {
            case ABSENT -> Judgement.refuse(RegistrationOutcome.NO_ACCOUNT);
            case FALSY -> Judgement.refuse(RegistrationOutcome.INVALID_TOKEN);
            case PRESENT -> {
                DeviceId device = new DeviceId(id);
                yield account.account() == null || !device.storable()
                        ? Judgement.refuse(RegistrationOutcome.UNKNOWN_DEVICE)
                        : new Judgement(new DeviceClaim(account.account(), device), RegistrationOutcome.REGISTERED);
            }
        };
    }

    /** The result of the token check: the claim, or else the reason for the refusal. */
    private record Judgement(@Nullable DeviceClaim claim, RegistrationOutcome refusal) {
        static Judgement refuse(RegistrationOutcome why) {
            return new Judgement(null, why);
        }
    }

    /**
     * The limits of registrations.
     *
     * @param timeout how long a registration may take after its admission
     * @param maxUnderWay the maximum number of registrations in progress
     */
    public record AuthSettings(Duration timeout, int maxUnderWay) {}
}

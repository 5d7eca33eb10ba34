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
 * The auth operator: checks a registration's token, and has the device looked up and bound. Thread-safe; signatures are checked on
 * a scheduler of their own, never on the caller's thread.
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
     * Makes an authenticator.
     *
     * @param tokens checks tokens
     * @param ledger looks devices up and binds them
     * @param settings the bounds
     * @param verifiers where signatures are checked
     * @param pace completes when a device may be looked up and bound: at once, but for one that is fought over
     * @param gate lets registrations in before they cost anything
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
     * Registers a device, or says why not.
     *
     * @param registrationRequest what the device sent
     * @param given what to make of the outcome; see {@link RegistrationHandler} on who owns the row
     * @param <T> what it is made into
     * @return what the verdict made of it, within the time that the settings give from when it is let in; never fails for a reason
     *     that has a {@link RegistrationOutcome}
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
                    // Its time begins as it is let in: who is late for having waited would have cost all and got
                    // nothing.
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
                // What its token alone refuses says nothing of the database, and is not told to the gate.
                .flatMap(judgement -> judgement.claim == null
                        ? Mono.just(given.refused(judgement.refusal))
                        : outside(admissionPermit, pace.apply(judgement.claim))
                                .then(ledger.bind(judgement.claim, admitted)));
    }

    /** What is waited for there is no work of the gateway's. */
    private static Mono<Void> outside(AdmissionPermit admissionPermit, Mono<Void> other) {
        return Mono.fromRunnable(admissionPermit::pause).then(other).doOnTerminate(admissionPermit::resume);
    }

    /**
     * How many registrations wait for an answer.
     *
     * @return a number, for a gauge
     */
    public int underWay() {
        return underWay.get();
    }

    /** Only what the newest keys do not know either is refused. */
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

    /** What the token alone says: a claim, or else the refusal. */
    private record Judgement(@Nullable DeviceClaim claim, RegistrationOutcome refusal) {
        static Judgement refuse(RegistrationOutcome why) {
            return new Judgement(null, why);
        }
    }

    /**
     * The bounds of registrations.
     *
     * @param timeout how long a registration may take, once it is let in
     * @param maxUnderWay how many registrations wait for an answer at most
     */
    public record AuthSettings(Duration timeout, int maxUnderWay) {}
}

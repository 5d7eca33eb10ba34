package org.oisp.gateway.auth;

import org.oisp.gateway.auth.admission.AdmissionPermit;
import org.oisp.gateway.auth.store.RegistrationGrant;

/** Handles an admitted registration: reports the database's answer to the admission gate, then delegates. Thread-safe. */
final class AdmittedRegistrationHandler<T> implements RegistrationHandler<T> {

    private final RegistrationHandler<T> delegate;
    private final AdmissionPermit admissionPermit;
    private volatile boolean delayed;

    AdmittedRegistrationHandler(RegistrationHandler<T> delegate, AdmissionPermit admissionPermit) {
        this.delegate = delegate;
        this.admissionPermit = admissionPermit;
    }

    @Override
    public void verified(long tokenEndsMillis) {
        delegate.verified(tokenEndsMillis);
    }

    /** Frees the registration's place at the gate while it waits for another database session's lock. */
    @Override
    public void delayed() {
        delayed = true;
        admissionPermit.pause();
        delegate.delayed();
    }

    @Override
    public T granted(RegistrationGrant registrationGrant) {
        admissionPermit.answered(true);
        return delegate.granted(registrationGrant);
    }

    @Override
    public T refused(RegistrationOutcome why) {
        admissionPermit.answered(why != RegistrationOutcome.DATABASE_FAILED);
        return delegate.refused(why);
    }

    /** Returns the refusal of a registration that timed out, at the gate or after it. */
    T late() {
        admissionPermit.answered(false);
        return delegate.refused(delayed ? RegistrationOutcome.ROW_LOCKED : RegistrationOutcome.TIMED_OUT);
    }
}

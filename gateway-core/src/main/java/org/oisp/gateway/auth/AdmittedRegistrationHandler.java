package org.oisp.gateway.auth;

import org.oisp.gateway.auth.admission.AdmissionPermit;
import org.oisp.gateway.auth.store.RegistrationGrant;

/** The verdict of a registration that the gate has let in: tells the gate what the database has answered. Thread-safe. */
final class AdmittedRegistrationHandler<T> implements RegistrationHandler<T> {

    private final RegistrationHandler<T> given;
    private final AdmissionPermit admissionPermit;
    private volatile boolean delayed;

    AdmittedRegistrationHandler(RegistrationHandler<T> given, AdmissionPermit admissionPermit) {
        this.given = given;
        this.admissionPermit = admissionPermit;
    }

    @Override
    public void verified(long tokenEndsMillis) {
        given.verified(tokenEndsMillis);
    }

    /** It waits for another session of the database: its place is somebody else's meanwhile. */
    @Override
    public void delayed() {
        delayed = true;
        admissionPermit.pause();
        given.delayed();
    }

    @Override
    public T granted(RegistrationGrant registrationGrant) {
        admissionPermit.answered(true);
        return given.granted(registrationGrant);
    }

    @Override
    public T refused(RegistrationOutcome why) {
        admissionPermit.answered(why != RegistrationOutcome.DATABASE_FAILED);
        return given.refused(why);
    }

    /** Its time is over, at the gate or behind it. */
    T late() {
        admissionPermit.answered(false);
        return given.refused(delayed ? RegistrationOutcome.ROW_LOCKED : RegistrationOutcome.TIMED_OUT);
    }
}

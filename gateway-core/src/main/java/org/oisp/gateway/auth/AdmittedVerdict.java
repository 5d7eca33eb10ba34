package org.oisp.gateway.auth;

import org.oisp.gateway.auth.admission.Permit;
import org.oisp.gateway.auth.store.Granted;
import org.oisp.gateway.events.RegistrationOutcome;

/** The verdict of a registration that the gate has let in: tells the gate what the database has answered. Thread-safe. */
final class AdmittedVerdict<T> implements Verdict<T> {

    private final Verdict<T> given;
    private final Permit permit;
    private volatile boolean delayed;

    AdmittedVerdict(Verdict<T> given, Permit permit) {
        this.given = given;
        this.permit = permit;
    }

    @Override
    public void verified(long tokenEndsMillis) {
        given.verified(tokenEndsMillis);
    }

    /** It waits for another session of the database: its place is somebody else's meanwhile. */
    @Override
    public void delayed() {
        delayed = true;
        permit.pause();
        given.delayed();
    }

    @Override
    public T granted(Granted granted) {
        permit.answered(true);
        return given.granted(granted);
    }

    @Override
    public T refused(RegistrationOutcome why) {
        permit.answered(why != RegistrationOutcome.DATABASE_FAILED);
        return given.refused(why);
    }

    /** Its time is over, at the gate or behind it. */
    T late() {
        permit.answered(false);
        return given.refused(delayed ? RegistrationOutcome.ROW_LOCKED : RegistrationOutcome.TIMED_OUT);
    }
}

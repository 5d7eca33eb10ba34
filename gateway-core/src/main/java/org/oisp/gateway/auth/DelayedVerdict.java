package org.oisp.gateway.auth;

import org.oisp.gateway.auth.store.Granted;
import org.oisp.gateway.events.RegistrationOutcome;

/** A verdict, and whether somebody else's lock is what it waits for. */
final class DelayedVerdict<T> implements Verdict<T> {

    private final Verdict<T> verdict;
    private volatile boolean delayed;

    DelayedVerdict(Verdict<T> verdict) {
        this.verdict = verdict;
    }

    /** What has become of a registration whose time is over. */
    RegistrationOutcome whyLate() {
        return delayed ? RegistrationOutcome.ROW_LOCKED : RegistrationOutcome.TIMED_OUT;
    }

    @Override
    public void verified(long tokenEndsMillis) {
        verdict.verified(tokenEndsMillis);
    }

    @Override
    public void delayed() {
        delayed = true;
        verdict.delayed();
    }

    @Override
    public T granted(Granted granted) {
        return verdict.granted(granted);
    }

    @Override
    public T refused(RegistrationOutcome why) {
        return verdict.refused(why);
    }
}

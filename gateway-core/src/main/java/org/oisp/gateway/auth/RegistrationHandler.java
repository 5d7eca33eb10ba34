package org.oisp.gateway.auth;

import org.oisp.gateway.auth.store.RegistrationGrant;

/**
 * What to make of a registration's outcome.
 *
 * @param <T> what it is made into
 */
public interface RegistrationHandler<T> {

    /**
     * The token is good. Called before {@link #granted}, not at the same time.
     *
     * @param tokenEndsMillis when it ends, in milliseconds since 1970; {@link Long#MAX_VALUE} if it does not
     */
    default void verified(long tokenEndsMillis) {
        // Most do not mind.
    }

    /** Somebody else has locked the device's row: what is asked for is done once it is free. May be called several times. */
    default void delayed() {
        // Most do not mind.
    }

    /**
     * The device's row is written. Called exactly once with each row, even if nobody waits for the answer any more: the row
     * belongs to the callee from here on. Called on the database's thread; must not block.
     *
     * @param registrationGrant the device and its row
     * @return the answer
     */
    T granted(RegistrationGrant registrationGrant);

    /**
     * The device is not registered, and no row was written.
     *
     * @param why the reason, any but {@link RegistrationOutcome#REGISTERED}
     * @return the answer
     */
    T refused(RegistrationOutcome why);
}

package org.oisp.gateway.auth;

import org.oisp.gateway.auth.store.RegistrationGrant;

/**
 * Receives the outcome of a registration.
 *
 * @param <T> the type of the answer
 */
public interface RegistrationHandler<T> {

    /**
     * Called when the token is valid, before {@link #granted} and never at the same time.
     *
     * @param tokenEndsMillis when the token expires, in milliseconds since 1970; {@link Long#MAX_VALUE} if never
     */
    default void verified(long tokenEndsMillis) {
        // Most handlers ignore it.
    }

    /**
     * Called when another database session has locked the device's row: the registration continues once it is unlocked. May be called
     * several times.
     */
    default void delayed() {
        // Most handlers ignore it.
    }

    /**
     * Called when the device's row is written: exactly once with each row, even if the caller has cancelled. The handler owns the row from
     * then on. Called on a database thread; must not block.
     *
     * @param registrationGrant the device and its row
     * @return the answer
     */
    T granted(RegistrationGrant registrationGrant);

    /**
     * Called when the device is not registered and no row was written.
     *
     * @param why the reason, any but {@link RegistrationOutcome#REGISTERED}
     * @return the answer
     */
    T refused(RegistrationOutcome why);
}

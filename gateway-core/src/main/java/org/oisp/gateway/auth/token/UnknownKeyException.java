package org.oisp.gateway.auth.token;

/**
 * A token names a key that is not among the known keys of the provider, so that only newer keys can decide. Has no stack trace, since it is
 * an expected event.
 */
public final class UnknownKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownKeyException() {
        super("the token's key is unknown", null, false, false);
    }
}

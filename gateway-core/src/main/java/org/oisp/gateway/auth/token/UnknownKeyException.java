package org.oisp.gateway.auth.token;

/**
 * A token names a key that is not among the provider's, as far as they are known: it can be judged only with newer ones. Has no
 * stack trace: it is an event, not a defect.
 */
public final class UnknownKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownKeyException() {
        super("the token's key is not known", null, false, false);
    }
}

package org.oisp.gateway.auth.keys;

import org.jspecify.annotations.Nullable;

/** A provider's document is no set of keys that can check tokens. The message tells an operator why. */
public final class UnusableKeysException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param what the reason; must not contain any of the document's content
     */
    public UnusableKeysException(String what) {
        this(what, null);
    }

    /**
     * Creates an exception.
     *
     * @param what the reason; must not contain any of the document's content
     * @param cause the underlying failure, or null
     */
    public UnusableKeysException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}

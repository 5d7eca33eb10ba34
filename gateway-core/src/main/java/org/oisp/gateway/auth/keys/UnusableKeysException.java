package org.oisp.gateway.auth.keys;

import org.jspecify.annotations.Nullable;

/** What a provider sent is no set of keys that tokens could be checked with. The message says why, in words for an operator. */
public final class UnusableKeysException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param what what is wrong; shows nothing of what was sent
     */
    public UnusableKeysException(String what) {
        this(what, null);
    }

    UnusableKeysException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}

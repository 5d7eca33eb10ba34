package org.oisp.gateway.protocol;

/** The bytes are not JSON, or nested too deep. Peers provoke it as they like, so it looks up no stack, and says no more than this. */
final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedJsonException() {
        super("no JSON", null, false, false);
    }
}

package org.oisp.gateway.protocol;

/** The bytes are not JSON, or are nested too deeply. Has no stack trace and no details, because peers can provoke it at will. */
final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedJsonException() {
        super("no JSON", null, false, false);
    }
}

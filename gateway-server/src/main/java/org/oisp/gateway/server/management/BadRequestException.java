package org.oisp.gateway.server.management;

/** The request is invalid. Has no stack trace, since it is the operator's mistake, not a defect. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /** {@code what} must not contain a character that JSON escapes. */
    BadRequestException(String what) {
        super(what, null, false, false);
        this.what = what;
    }

    String what() {
        return what;
    }
}

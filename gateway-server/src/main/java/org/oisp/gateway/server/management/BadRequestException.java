package org.oisp.gateway.server.management;

/** A request that cannot be meant. Has no stack trace: it is the operator's, not a defect. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /** The text has no character that JSON would escape. */
    BadRequestException(String what) {
        super(what, null, false, false);
        this.what = what;
    }

    String what() {
        return what;
    }
}

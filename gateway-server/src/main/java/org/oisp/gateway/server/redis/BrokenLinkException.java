package org.oisp.gateway.server.redis;

/** Says that Redis no longer answers, or that a command failed. */
class BrokenLinkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenLinkException(String message) {
        super(message, null, false, false);
    }
}

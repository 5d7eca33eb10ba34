package org.oisp.gateway.server.redis;

/** Redis does not answer any more, or something that was asked of it failed. */
final class BrokenLinkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenLinkException(String message) {
        super(message, null, false, false);
    }
}

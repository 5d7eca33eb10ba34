package org.oisp.gateway.server.redis;

/** Says that another server has become the master, so that the link leads to the wrong one. */
final class LeftPlaceException extends BrokenLinkException {

    private static final long serialVersionUID = 1L;

    LeftPlaceException(String message) {
        super(message);
    }
}

package org.oisp.gateway.registry;

/**
 * Signals that a connection is to be cut without a close frame, because its peer does not read or is gone. Has no stack trace, because it
 * is an event, not a defect.
 */
public final class DroppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final DropReason reason;

    /**
     * Creates the signal.
     *
     * @param reason why the connection is cut
     */
    public DroppedException(DropReason reason) {
        super(reason.tag(), null, false, false);
        this.reason = reason;
    }

    /** Returns why the connection is cut. The caller that cuts it counts the reason. */
    public DropReason reason() {
        return reason;
    }
}

package org.oisp.gateway.registry;

/**
 * The signal that a connection is to be cut without a close frame, since its peer does not read or is not there. Has no stack
 * trace: it is an event, not a defect.
 */
public final class DroppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final DropReason reason;

    /**
     * Makes the signal.
     *
     * @param reason why the connection is cut
     */
    public DroppedException(DropReason reason) {
        super(reason.tag(), null, false, false);
        this.reason = reason;
    }

    /**
     * Why the connection is cut.
     *
     * @return the reason, counted by whoever cuts it
     */
    public DropReason reason() {
        return reason;
    }
}

package org.oisp.gateway.registry;

import org.oisp.gateway.device.DeviceIdentity;

/**
 * A device's registration on a connection: since when it holds, until when, and which other instances know of it. Thread-safe. A
 * superclass of the mailbox, because an object of its own would take memory for each device.
 */
public abstract class RegisteredDevice {

    /** The {@link #boundAtMicros} of a device without a binding row. */
    public static final long UNBOUND = Long.MIN_VALUE;

    /** The {@link #tokenEndsMillis} of a token that does not expire. */
    public static final long NEVER = Long.MAX_VALUE;

    private final DeviceIdentity device;
    private final long boundAtMicros;
    private final long tokenEndsMillis;
    private long sinceMillis = System.currentTimeMillis();
    /** The number of the link over which the device was announced to other instances, or one of the two values below. */
    private volatile int settledIn;

    /** Other instances were told nothing of this mailbox. */
    private static final int UNSETTLED = 0;

    /** This mailbox replaces one that is being announced. */
    private static final int INHERITING = -1;

    private boolean tookOver;
    private final boolean reports;
    private boolean leaving;

    RegisteredDevice(DeviceIdentity device, long boundAtMicros, long tokenEndsMillis, boolean reports) {
        this.device = device;
        this.boundAtMicros = boundAtMicros;
        this.tokenEndsMillis = tokenEndsMillis;
        this.reports = reports;
    }

    /** Returns the device. */
    public final DeviceIdentity device() {
        return device;
    }

    /**
     * Returns when the device's row was bound to this connection.
     *
     * @return the row's {@code lastConnectedAt} in microseconds since 1970, by the database's clock; {@link #UNBOUND} if there is no row
     */
    public final long boundAtMicros() {
        return boundAtMicros;
    }

    /** Returns when the device first registered on this connection, in milliseconds since 1970 by this machine's clock. */
    public final long sinceMillis() {
        return sinceMillis;
    }

    /** Returns when the device's token expires, in milliseconds since 1970; {@link #NEVER} if it does not. */
    public final long tokenEndsMillis() {
        return tokenEndsMillis;
    }

    /** Returns whether the device reports what it does with each actuation, which needs an id for that. */
    public final boolean reports() {
        return reports;
    }

    /** Returns whether another connection to this instance was closed for this one; false if that had ended by itself. */
    public final boolean tookOver() {
        return tookOver;
    }

    /**
     * Records that other instances now know this mailbox: their actuations for the device are for it, and for no instance that had it
     * before.
     *
     * @param link the number of the link over which the mailbox was announced
     */
    public final void settle(int link) {
        settledIn = link;
    }

    /**
     * Reverts {@link #settle}: another instance has the device too and does not know of this mailbox, so an older one's announcement is
     * void.
     */
    public final void contest() {
        settledIn = UNSETTLED;
    }

    /** Returns whether this mailbox may take over the announcement of the one that it replaced. */
    final boolean mayInherit() {
        return settledIn != UNSETTLED;
    }

    /**
     * Returns whether actuations from other instances are for this mailbox.
     *
     * @param link the number of the link over which they come
     * @return whether the device was announced over that link
     */
    public final boolean isSettled(int link) {
        return settledIn == link;
    }

    /** Takes over what the device's older registration on this instance has. {@code same}: it was on the same connection. */
    final void inherit(RegisteredDevice previous, boolean same) {
        int settled = previous.settledIn;
        settledIn = settled == UNSETTLED ? INHERITING : settled;
        if (same) {
            sinceMillis = previous.sinceMillis;
        }
    }

    final void tookOver(boolean closed) {
        tookOver = closed;
    }

    /** Returns whether the connection has ended or is about to end, as far as its own thread has recorded it. */
    public final boolean isLeaving() {
        return leaving;
    }

    /** Records that the connection has ended or is about to end; returns false if that was recorded before. */
    final boolean leaves() {
        boolean first = !leaving;
        leaving = true;
        return first;
    }
}

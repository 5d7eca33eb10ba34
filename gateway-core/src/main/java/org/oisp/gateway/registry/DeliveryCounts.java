package org.oisp.gateway.registry;

/**
 * A mailbox's counts of actuations since its device last registered.
 *
 * @param accepted number of actuations accepted
 * @param written number of these that were handed to the device's socket
 * @param lastMillis when the last accepted one was received, in milliseconds since 1970; 0 if there was none
 * @param lastMicros time from receipt to write of the last written one, in microseconds; 0 if there was none
 */
public record DeliveryCounts(long accepted, long written, long lastMillis, long lastMicros) {

    /** Returns whether the last actuation is written; false if it waits for the device to read. */
    public boolean lastWritten() {
        return written >= accepted;
    }
}

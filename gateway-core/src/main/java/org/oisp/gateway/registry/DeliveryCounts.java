package org.oisp.gateway.registry;

/**
 * What a mailbox has to say of the actuations of its device, since the device has registered on its connection.
 *
 * @param accepted how many it has taken
 * @param written how many of them were handed to the device's socket
 * @param lastMillis when the last that it has taken was received, in milliseconds since 1970; 0 if there was none
 * @param lastMicros how long the last that was written has taken, from being received, in microseconds; 0 if there was none
 */
public record DeliveryCounts(long accepted, long written, long lastMillis, long lastMicros) {

    /**
     * Whether the last one is written.
     *
     * @return false if it waits for the device to read
     */
    public boolean lastWritten() {
        return written >= accepted;
    }
}

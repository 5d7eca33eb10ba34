package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.DeliveryCounts;

/**
 * A connected device.
 *
 * @param device the device
 * @param instance the name of its instance in binding rows
 * @param boundAtMicros when its row was bound, in microseconds since 1970 by the database's clock; {@link
 *     org.oisp.gateway.registry.Mailbox#UNBOUND} without a row
 * @param times the times of its connection
 * @param waiting what waits in its mailbox
 * @param deliveryCounts the outcomes of its actuations; null if its instance does not report them
 */
public record Presence(
        DeviceIdentity device,
        String instance,
        long boundAtMicros,
        ConnectionTimes times,
        WaitingMessages waiting,
        @Nullable DeliveryCounts deliveryCounts) {

    /**
     * The times of a device's connection, in milliseconds since 1970 by the clock of the machine that it is connected to.
     *
     * @param sinceMillis when it registered on it
     * @param heardMillis when the last data arrived from it, pongs included
     * @param tokenEndsMillis when its token expires; {@link org.oisp.gateway.registry.Mailbox#NEVER} if it does not
     */
    public record ConnectionTimes(long sinceMillis, long heardMillis, long tokenEndsMillis) {}

    /**
     * What waits in a mailbox.
     *
     * @param messages the number of messages
     * @param bytes the number of bytes of these messages
     */
    public record WaitingMessages(int messages, int bytes) {}

    /** Returns the device's address. */
    DeviceAddress address() {
        return DeviceAddress.of(device);
    }

    /**
     * Selects the owner from two instances that both report the device: the one that bound it later, or registered it later if the bind
     * times are equal.
     */
    static Presence newer(Presence one, Presence other) {
        int bound = Long.compare(one.boundAtMicros, other.boundAtMicros);
        return (bound == 0 ? Long.compare(one.times.sinceMillis, other.times.sinceMillis) : bound) >= 0 ? one : other;
    }
}

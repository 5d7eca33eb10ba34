package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.DeliveryCounts;

/**
 * A device that is connected. Times are in milliseconds since 1970, by the clock of the machine that it is connected to.
 *
 * @param device the device
 * @param instance what binding rows call the instance that has it
 * @param boundAtMicros when its row was bound, by the database's clock; {@link org.oisp.gateway.registry.Mailbox#UNBOUND} without one
 * @param sinceMillis since when it is registered on its connection
 * @param heardMillis when anything last came from it, a pong included
 * @param tokenEndsMillis when its token ends; {@link org.oisp.gateway.registry.Mailbox#NEVER} if it does not
 * @param messages how many messages wait for it
 * @param bytes how many bytes those have
 * @param deliveryCounts what has become of its actuations; null if its instance does not know how to tell
 */
public record Presence(
        DeviceIdentity device,
        String instance,
        long boundAtMicros,
        long sinceMillis,
        long heardMillis,
        long tokenEndsMillis,
        int messages,
        int bytes,
        @Nullable DeliveryCounts deliveryCounts) {

    /** Where the device is reached. */
    DeviceAddress address() {
        return DeviceAddress.of(device);
    }

    /** Of two instances that say that they have a device, which has it: the one that bound it later, as far as that is known. */
    static Presence newer(Presence one, Presence other) {
        int bound = Long.compare(one.boundAtMicros, other.boundAtMicros);
        return (bound == 0 ? Long.compare(one.sinceMillis, other.sinceMillis) : bound) >= 0 ? one : other;
    }
}

package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an instance.
 *
 * @param number the number of the question
 * @param instance the instance's name in binding rows
 * @param devices ordered by address
 * @param more whether it has more devices behind the last one
 * @param load its load; null if not asked for or not supported by its version
 * @param total the number of its devices on all pages; null if no page was asked for or its version does not report it
 * @param events the events of a device; null if not asked for or not supported by its version
 */
record PresenceAnswer(
        long number,
        String instance,
        List<Presence> devices,
        boolean more,
        @Nullable InstanceLoad load,
        @Nullable Long total,
        @Nullable InstanceDeviceHistory events) {

    /** Creates an answer with devices and a load. */
    PresenceAnswer(long number, String instance, List<Presence> devices, boolean more, @Nullable InstanceLoad load) {
        this(number, instance, devices, more, load, null, null);
    }

    /** Creates an answer with devices only. */
    PresenceAnswer(long number, String instance, List<Presence> devices, boolean more) {
        this(number, instance, devices, more, null, null, null);
    }
}

package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance answers.
 *
 * @param number the question's
 * @param devices in the order of their addresses
 * @param more whether it has more behind the last of them
 * @param load its load, if it was asked for and its version knows that; else null
 * @param total how many devices it has that the page is of, those of other pages included; null if it was asked for no page, or does not
 *     know how to tell
 * @param events what it tells of a device; null if it was not asked that, or does not know how to tell
 */
record PresenceAnswer(
        long number,
        String instance,
        List<Presence> devices,
        boolean more,
        @Nullable InstanceLoad load,
        @Nullable Long total,
        @Nullable InstanceDeviceHistory events) {

    /** Says who is connected, and what there is to do. */
    PresenceAnswer(long number, String instance, List<Presence> devices, boolean more, @Nullable InstanceLoad load) {
        this(number, instance, devices, more, load, null, null);
    }

    /** Says who is connected. */
    PresenceAnswer(long number, String instance, List<Presence> devices, boolean more) {
        this(number, instance, devices, more, null, null, null);
    }
}

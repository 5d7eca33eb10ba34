package org.oisp.gateway.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance answers.
 *
 * @param number the question's
 * @param devices in the order of their addresses
 * @param more whether it has more behind the last of them
 * @param events what it tells of a device; null if it was not asked that, or does not know how to tell
 * @param load its load; null if it was not asked for, or its version does not say it
 */
record PresenceAnswer(
        long number,
        String instance,
        List<Presence> devices,
        boolean more,
        @Nullable ToldEvents events,
        @Nullable InstanceLoad load) {

    /** Says who is connected. */
    PresenceAnswer(long number, String instance, List<Presence> devices, boolean more) {
        this(number, instance, devices, more, null, null);
    }
}

package org.oisp.gateway.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance answers.
 *
 * @param number the question's
 * @param devices in the order of their addresses
 * @param more whether it has more behind the last of them
 * @param load its load, if it was asked for and its version knows that; else null
 */
record PresenceAnswer(
        long number,
        String instance,
        List<Presence> devices,
        boolean more,
        @Nullable InstanceLoad load) {}

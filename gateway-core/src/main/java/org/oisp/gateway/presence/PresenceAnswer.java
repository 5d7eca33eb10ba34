package org.oisp.gateway.presence;

import java.util.List;

/**
 * What an instance answers.
 *
 * @param number the question's
 * @param devices in the order of their addresses
 * @param more whether it has more behind the last of them
 */
record PresenceAnswer(long number, String instance, List<Presence> devices, boolean more) {}

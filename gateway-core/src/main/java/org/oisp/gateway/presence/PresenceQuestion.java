package org.oisp.gateway.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * What one instance asks all: a page of what they have, or whether they have certain devices, or what they have to do.
 *
 * @param from who asks: what it is called among the others
 * @param number by which the answers are known
 * @param page the page; null to ask for devices
 * @param devices the devices, in their order; none to ask for a page
 * @param load whether their load is asked for as well; versions that do not know this answer the rest
 */
record PresenceQuestion(
        String from, long number, @Nullable PageRequest page, List<DeviceAddress> devices, boolean load) {}

package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * What one instance asks all: a page of what they have, whether they have certain devices, what happened to one, or what they have to do.
 *
 * @param from who asks: what it is called among the others
 * @param number by which the answers are known
 * @param page the page; null to ask for something else
 * @param devices the devices, in their order; none to ask for something else
 * @param load whether their load is asked for as well; versions that do not know this answer the rest
 * @param events whose events; null to ask for something else
 */
record PresenceQuestion(
        String from,
        long number,
        @Nullable PageRequest page,
        List<DeviceAddress> devices,
        boolean load,
        @Nullable DeviceHistoryRequest events) {

    /** Asks who is connected, and perhaps what there is to do. */
    PresenceQuestion(String from, long number, @Nullable PageRequest page, List<DeviceAddress> devices, boolean load) {
        this(from, number, page, devices, load, null);
    }

    static PresenceQuestion page(PageRequest page) {
        return new PresenceQuestion("", 0, page, List.of(), false);
    }

    static PresenceQuestion devices(List<DeviceAddress> devices) {
        return new PresenceQuestion("", 0, null, devices, false);
    }

    static PresenceQuestion loads() {
        return new PresenceQuestion("", 0, null, List.of(), true);
    }

    static PresenceQuestion events(DeviceHistoryRequest events) {
        return new PresenceQuestion("", 0, null, List.of(), false, events);
    }

    /** The same, as it is sent. */
    PresenceQuestion as(String who, long which) {
        return new PresenceQuestion(who, which, page, devices, load, events);
    }
}

package org.oisp.gateway.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * What one instance asks all: a page of what they have, whether they have certain devices, or what happened to one.
 *
 * @param from who asks: what it is called among the others
 * @param number by which the answers are known
 * @param page the page; null to ask for something else
 * @param devices the devices, in their order; none to ask for something else
 * @param events whose events; null to ask for something else
 */
record PresenceQuestion(
        String from,
        long number,
        @Nullable PageRequest page,
        List<DeviceAddress> devices,
        @Nullable EventsRequest events) {

    /** Asks who is connected. */
    PresenceQuestion(String from, long number, @Nullable PageRequest page, List<DeviceAddress> devices) {
        this(from, number, page, devices, null);
    }

    static PresenceQuestion page(PageRequest page) {
        return new PresenceQuestion("", 0, page, List.of());
    }

    static PresenceQuestion devices(List<DeviceAddress> devices) {
        return new PresenceQuestion("", 0, null, devices);
    }

    static PresenceQuestion events(EventsRequest events) {
        return new PresenceQuestion("", 0, null, List.of(), events);
    }

    /** The same, as it is sent. */
    PresenceQuestion as(String who, long which) {
        return new PresenceQuestion(who, which, page, devices, events);
    }
}

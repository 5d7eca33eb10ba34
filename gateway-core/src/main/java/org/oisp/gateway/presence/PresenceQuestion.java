package org.oisp.gateway.presence;

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
 * @param events whose events; null to ask for something else
 * @param load whether their load is asked for
 */
record PresenceQuestion(
        String from,
        long number,
        @Nullable PageRequest page,
        List<DeviceAddress> devices,
        @Nullable EventsRequest events,
        boolean load) {

    /** Asks who is connected. */
    PresenceQuestion(String from, long number, @Nullable PageRequest page, List<DeviceAddress> devices) {
        this(from, number, page, devices, null, false);
    }

    static PresenceQuestion page(PageRequest page) {
        return new PresenceQuestion("", 0, page, List.of());
    }

    static PresenceQuestion devices(List<DeviceAddress> devices) {
        return new PresenceQuestion("", 0, null, devices);
    }

    static PresenceQuestion events(EventsRequest events) {
        return new PresenceQuestion("", 0, null, List.of(), events, false);
    }

    /** Versions that do not know it take it for a question for no devices. */
    static PresenceQuestion loads() {
        return new PresenceQuestion("", 0, null, List.of(), null, true);
    }

    /** The same, as it is sent. */
    PresenceQuestion as(String who, long which) {
        return new PresenceQuestion(who, which, page, devices, events, load);
    }
}

package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * A question from one instance to all: for a page of their devices, for certain devices, for a device's events, or for their load.
 *
 * @param from the id of the instance that asks, a UUID
 * @param number assigns the answers to the question
 * @param page the page; null to ask for something else
 * @param devices the devices, in order; empty to ask for something else
 * @param load whether the load is asked for as well; earlier versions ignore this and answer the rest
 * @param events the device whose events are asked for; null to ask for something else
 */
record PresenceQuestion(
        String from,
        long number,
        @Nullable PageRequest page,
        List<DeviceAddress> devices,
        boolean load,
        @Nullable DeviceHistoryRequest events) {

    /** Creates a question for devices, and possibly for the load. */
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

    /** Returns a copy with the sender and the number, ready to be sent. */
    PresenceQuestion as(String who, long which) {
        return new PresenceQuestion(who, which, page, devices, load, events);
    }
}

package org.oisp.gateway.operations.presence;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * The merged answers of several instances.
 *
 * @param devices each device once, ordered by address
 * @param total the number of devices on all pages; null if an instance did not report it
 * @param horizon the last address up to which {@code devices} is complete; null if it is complete to the end
 */
record MergedAnswers(
        NavigableMap<DeviceAddress, Presence> devices,
        @Nullable Long total,
        @Nullable DeviceAddress horizon) {

    static MergedAnswers of(List<PresenceAnswer> answers) {
        NavigableMap<DeviceAddress, Presence> devices = new TreeMap<>();
        DeviceAddress horizon = null;
        Long total = 0L;
        for (PresenceAnswer answer : answers) {
            total = total == null || answer.total() == null ? null : total + answer.total();
            for (Presence presence : answer.devices()) {
                devices.merge(presence.address(), presence, Presence::newer);
            }
            if (answer.more() && !answer.devices().isEmpty()) {
                DeviceAddress last =
                        answer.devices().get(answer.devices().size() - 1).address();
                horizon = horizon == null || last.compareTo(horizon) < 0 ? last : horizon;
            }
        }
        // Behind the horizon, an instance with more devices may have some in between.
        return new MergedAnswers(horizon == null ? devices : devices.headMap(horizon, true), total, horizon);
    }
}

package org.oisp.gateway.operations.presence;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * The answers of several instances as one.
 *
 * @param devices each device once, in the order of their addresses
 * @param total how many devices there are, those of other pages included; null if one has not said so
 * @param horizon up to where that is all there is; null for to the end
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
        // Behind it whoever had more may have something in between.
        return new MergedAnswers(horizon == null ? devices : devices.headMap(horizon, true), total, horizon);
    }
}

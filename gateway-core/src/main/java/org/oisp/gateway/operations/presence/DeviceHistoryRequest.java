package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;

/**
 * A request for the recent events of a device.
 *
 * @param device the device's address
 * @param uid the device's key, because some senders name it by that; null if unknown
 */
record DeviceHistoryRequest(DeviceAddress device, @Nullable DeviceUid uid) {

    /** Maximum number of entries, per instance and in all. */
    static final int MAX = 100;
}

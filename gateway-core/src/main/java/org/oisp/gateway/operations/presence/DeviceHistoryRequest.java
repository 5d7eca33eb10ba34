package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;

/**
 * Of which device it is asked what happened to it.
 *
 * @param device the device
 * @param uid its key, since some of those who send actuations name it by that; null if it is not known
 */
record DeviceHistoryRequest(DeviceAddress device, @Nullable DeviceUid uid) {

    /** So many entries an instance tells, and all of them together. */
    static final int MOST = 100;
}

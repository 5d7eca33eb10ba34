package org.oisp.gateway.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;

/**
 * Which devices are asked for.
 *
 * @param account whose; null for everybody's
 * @param after the address behind which the page begins; null for the first page
 * @param limit how many at most
 */
public record PageRequest(
        @Nullable AccountId account, @Nullable DeviceAddress after, int limit) {

    /** The longest page that there is. */
    public static final int MOST = 1_000;
}

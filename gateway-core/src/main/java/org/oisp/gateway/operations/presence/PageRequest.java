package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;

/**
 * Which devices are asked for.
 *
 * @param account whose; null for everybody's
 * @param idPart what their ids hold, upper or lower case; empty for anything
 * @param instance the name of the instance that they are connected to; null for any
 * @param after the address behind which the page begins; null for the first page
 * @param limit how many at most
 */
public record PageRequest(
        @Nullable AccountId account,
        String idPart,
        @Nullable String instance,
        @Nullable DeviceAddress after,
        int limit) {

    /** The longest page that there is. */
    public static final int MOST = 1_000;

    /**
     * Asks for devices of any id, at any instance.
     *
     * @param account see above
     * @param after see above
     * @param limit see above
     */
    public PageRequest(@Nullable AccountId account, @Nullable DeviceAddress after, int limit) {
        this(account, "", null, after, limit);
    }

    /** Whether a device of that id may be meant; asked of each device of an instance. */
    boolean mayMean(String id) {
        int last = id.length() - idPart.length();
        for (int at = 0; at <= last; at++) {
            if (id.regionMatches(true, at, idPart, 0, idPart.length())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a device is meant that an instance has given, which may not have known of the newer of these conditions. */
    boolean means(Presence presence) {
        return mayMean(presence.device().id().value()) && (instance == null || instance.equals(presence.instance()));
    }
}

package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;

/**
 * A request for a page of devices.
 *
 * @param account the devices' account; null for all accounts
 * @param idPart a substring of the devices' ids, case-insensitive; empty for any id
 * @param instance the name of the instance that they are connected to; null for any
 * @param after the address behind which the page begins; null for the first page
 * @param limit the maximum number of devices
 */
public record PageRequest(
        @Nullable AccountId account,
        String idPart,
        @Nullable String instance,
        @Nullable DeviceAddress after,
        int limit) {

    /** Maximum number of devices on a page. */
    public static final int MAX = 1_000;

    /**
     * Creates a request for devices with any id, at any instance.
     *
     * @param account the devices' account; null for all accounts
     * @param after the address behind which the page begins; null for the first page
     * @param limit the maximum number of devices
     */
    public PageRequest(@Nullable AccountId account, @Nullable DeviceAddress after, int limit) {
        this(account, "", null, after, limit);
    }

    /** Returns whether a device's id matches; called for each device of an instance. */
    boolean mayMean(String id) {
        int last = id.length() - idPart.length();
        for (int at = 0; at <= last; at++) {
            if (id.regionMatches(true, at, idPart, 0, idPart.length())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a device in an answer matches. An instance of an earlier version may ignore the newer conditions. */
    boolean means(Presence presence) {
        return mayMean(presence.device().id().value()) && (instance == null || instance.equals(presence.instance()));
    }
}

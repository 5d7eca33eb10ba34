package org.oisp.gateway.device;

import org.jspecify.annotations.Nullable;

/**
 * Where a device is reached, whichever instance has it: its account and its id there. Its text form is the name of its channel
 * (PROTOCOL.md, "Redis").
 *
 * @param account the account
 * @param id the device's id in it
 */
public record DeviceAddress(AccountId account, DeviceId id) implements Comparable<DeviceAddress> {

    /** The most accounts among which the connected device of an id is looked for; if more have one, an id alone names no device. */
    public static final int MOST_NAMESAKES = 1_000;

    private static final int ACCOUNT_LENGTH = 36;

    /**
     * The address of a device.
     *
     * @param device the device
     * @return its account and id
     */
    public static DeviceAddress of(DeviceIdentity device) {
        return new DeviceAddress(device.account(), device.id());
    }

    /**
     * Reads the name of a channel.
     *
     * @param channel {@code <accountId>/<deviceId>}
     * @return the address, or null if it is no device's channel
     */
    public static @Nullable DeviceAddress parse(String channel) {
        if (channel.length() <= ACCOUNT_LENGTH || channel.charAt(ACCOUNT_LENGTH) != '/') {
            return null;
        }
        AccountId account = AccountId.parse(channel.substring(0, ACCOUNT_LENGTH));
        return account == null ? null : new DeviceAddress(account, new DeviceId(channel.substring(ACCOUNT_LENGTH + 1)));
    }

    /** By account, then by id. */
    @Override
    public int compareTo(DeviceAddress other) {
        int accounts = account.compareTo(other.account);
        return accounts != 0 ? accounts : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return account + "/" + id;
    }
}

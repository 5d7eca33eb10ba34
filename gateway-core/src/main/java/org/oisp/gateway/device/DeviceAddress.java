package org.oisp.gateway.device;

import org.jspecify.annotations.Nullable;

/**
 * The cluster-wide address of a device: its account and its id within it. {@code toString} returns the name of its channel (PROTOCOL.md,
 * "Redis").
 *
 * @param account the account
 * @param id the device's id within the account
 */
public record DeviceAddress(AccountId account, DeviceId id) implements Comparable<DeviceAddress> {

    /** The maximum number of accounts searched for the connected device of an id. If more have that id, an id alone is ambiguous. */
    public static final int MAX_NAMESAKES = 1_000;

    private static final int ACCOUNT_LENGTH = 36;

    /** Returns the address of a device. */
    public static DeviceAddress of(DeviceIdentity device) {
        return new DeviceAddress(device.account(), device.id());
    }

    /**
     * Parses the name of a channel.
     *
     * @param channel {@code <accountId>/<deviceId>}
     * @return null if it is not a device's channel
     */
    public static @Nullable DeviceAddress parse(String channel) {
        if (channel.length() <= ACCOUNT_LENGTH || channel.charAt(ACCOUNT_LENGTH) != '/') {
            return null;
        }
        AccountId account = AccountId.parse(channel.substring(0, ACCOUNT_LENGTH));
        return account == null ? null : new DeviceAddress(account, new DeviceId(channel.substring(ACCOUNT_LENGTH + 1)));
    }

    /** Orders by account, then by id. */
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

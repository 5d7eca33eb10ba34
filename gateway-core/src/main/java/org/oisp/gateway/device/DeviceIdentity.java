package org.oisp.gateway.device;

/**
 * A device as the database knows it.
 *
 * @param uid its key
 * @param account the account it belongs to
 * @param id its name within that account
 */
public record DeviceIdentity(DeviceUid uid, AccountId account, DeviceId id) {

    /** The form in which log lines name a device. */
    @Override
    public String toString() {
        return account + "/" + id;
    }
}

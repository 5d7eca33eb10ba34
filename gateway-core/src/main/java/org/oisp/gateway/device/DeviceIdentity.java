package org.oisp.gateway.device;

/**
 * A device as stored in the database.
 *
 * @param uid its key
 * @param account the account it belongs to
 * @param id its id within that account
 */
public record DeviceIdentity(DeviceUid uid, AccountId account, DeviceId id) {

    /** Returns the form in which log lines name a device. */
    @Override
    public String toString() {
        return account + "/" + id;
    }
}

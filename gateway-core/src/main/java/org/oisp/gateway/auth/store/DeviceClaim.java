package org.oisp.gateway.auth.store;

import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;

/**
 * The device that a good token speaks for; whether there is one, the database knows.
 *
 * @param account the account
 * @param id the device's id there
 */
public record DeviceClaim(AccountId account, DeviceId id) {}

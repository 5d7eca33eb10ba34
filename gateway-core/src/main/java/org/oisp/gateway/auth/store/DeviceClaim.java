package org.oisp.gateway.auth.store;

import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;

/**
 * The device that a valid token names. Only the database knows whether it exists.
 *
 * @param account the account
 * @param id the device's id in that account
 */
public record DeviceClaim(AccountId account, DeviceId id) {}

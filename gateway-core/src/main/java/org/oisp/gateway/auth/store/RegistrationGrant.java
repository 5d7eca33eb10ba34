package org.oisp.gateway.auth.store;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * The permission of a device to receive its actuations on this instance.
 *
 * @param device the device's identity
 * @param binding its row, which the receiver of the grant has to release; null if there is no table for rows, and for a registration that a
 *     newer one of the same device has replaced: the newer one has the row
 */
public record RegistrationGrant(
        DeviceIdentity device, @Nullable Binding binding) {}

package org.oisp.gateway.auth.store;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * A device may receive its actuations here.
 *
 * @param device who it is
 * @param binding its row, which whoever is granted this has to release; null where there is no table for rows, and for a
 *     registration that a newer one of the same device has overtaken: that one has the row
 */
public record RegistrationGrant(
        DeviceIdentity device, @Nullable Binding binding) {}

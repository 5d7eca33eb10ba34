package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * A device and its connection.
 *
 * @param device the device
 * @param presence its connection; null if no instance that answered has one
 */
public record DeviceState(DeviceIdentity device, @Nullable Presence presence) {}

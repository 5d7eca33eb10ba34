package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * What is known of a device's connection.
 *
 * @param device the device
 * @param presence its connection; null if no instance that has answered has one
 */
public record DeviceState(DeviceIdentity device, @Nullable Presence presence) {}

package org.oisp.gateway.auth.store;

import org.oisp.gateway.device.DeviceUid;

/**
 * A binding row as this instance wrote it. Only an instance that knows its time may clear it, so a late close cannot affect a newer
 * connection, here or on another instance.
 *
 * @param device the row's device
 * @param connectedAtMicros the row's {@code lastConnectedAt} by the database's clock, in microseconds since 1970
 */
public record Binding(DeviceUid device, long connectedAtMicros) {}

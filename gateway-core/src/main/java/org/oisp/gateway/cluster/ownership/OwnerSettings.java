package org.oisp.gateway.cluster.ownership;

import java.time.Duration;

/**
 * The limits of announcing devices to other instances.
 *
 * @param batch the maximum number of devices per subscription change or announcement
 * @param patience how long a device's answer waits until the other instances know of the device
 */
public record OwnerSettings(int batch, Duration patience) {}

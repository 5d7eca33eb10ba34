package org.oisp.gateway.cluster.ownership;

import java.time.Duration;

/**
 * The limits of announcing devices to other instances.
 *
 * @param batch the maximum number of devices per subscription change or announcement
 * @param announcementTimeout how long a device's answer waits until the other instances know of the device
 */
public record OwnerSettings(int batch, Duration announcementTimeout) {

    /**
     * How long a stopping instance accepts actuations for devices whose departure it has announced. Much longer than Redis takes to pass an
     * announcement on; short for a device that is to reconnect.
     */
    static final Duration DEPARTURE_NOTICE = Duration.ofMillis(100);
}

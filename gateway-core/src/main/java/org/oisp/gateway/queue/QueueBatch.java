package org.oisp.gateway.queue;

import java.util.List;
import org.oisp.gateway.device.DeviceUid;

/**
 * What one transaction does.
 *
 * @param deliveries the deliveries to write off
 * @param devices the devices to read for
 * @param inFlight rows of these devices that are not to be read: they were sent, and their deliveries have not ended
 */
record QueueBatch(List<EndedDelivery> deliveries, List<DeviceUid> devices, List<Long> inFlight) {

    /** Returns the rows to delete, or else those to count as not confirmed. */
    Long[] rows(boolean confirmed) {
        return deliveries.stream()
                .filter(delivery -> delivery.confirmed() == confirmed)
                .map(delivery -> delivery.queued().seq())
                .toArray(Long[]::new);
    }
}

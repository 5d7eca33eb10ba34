package org.oisp.gateway.routing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;

/** Where devices are reached that are not connected here: the database knows. */
public interface DeviceAddresses {

    /**
     * Looks a device up by its key.
     *
     * @param device the key
     * @return its address, if there is such a device; fails if the database does
     */
    CompletionStage<Optional<DeviceAddress>> find(DeviceUid device);

    /**
     * Looks up the devices that have an id, in whatever account.
     *
     * @param id the id
     * @return their addresses, or {@link DeviceAddress#MOST_NAMESAKES} and one of them if there are more; fails if the database does
     */
    CompletionStage<List<DeviceAddress>> find(DeviceId id);
}

package org.oisp.gateway.routing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;

/** Looks up the addresses of devices that are not connected here, in the database. */
public interface DeviceAddresses {

    /**
     * Looks up a device by its key.
     *
     * @return its address, or empty for an unknown device; fails if the database fails
     */
    CompletionStage<Optional<DeviceAddress>> find(DeviceUid device);

    /**
     * Looks up the devices with an id, in any account.
     *
     * @return their addresses, but at most {@link DeviceAddress#MAX_NAMESAKES} + 1; fails if the database fails
     */
    CompletionStage<List<DeviceAddress>> find(DeviceId id);
}

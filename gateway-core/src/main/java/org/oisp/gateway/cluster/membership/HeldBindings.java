package org.oisp.gateway.cluster.membership;

import java.util.List;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.device.DeviceIdentity;

/** The binding rows of the devices that are connected here. Thread-safe; never blocks. */
public interface HeldBindings {

    /**
     * Returns the binding rows of all connected devices.
     *
     * @return a snapshot; a row that is being written may be missing
     */
    List<Binding> all();

    /**
     * Returns whether a device is still connected here by this row.
     *
     * @return false once its connection has released the row, or a newer connection of the device has a newer row
     */
    boolean holds(Binding binding);

    /**
     * Returns the devices that are connected here, with or without a binding row.
     *
     * @return a snapshot
     */
    List<DeviceIdentity> devices();

    /**
     * Replaces the binding row of a connected device. Clears the row if the device is no longer connected here.
     *
     * @param binding the newer row
     */
    void rebound(Binding binding);

    /**
     * Clears a row that no connection here holds any more, unless it was changed since it was bound.
     *
     * @param binding the row as it was bound
     */
    void release(Binding binding);
}

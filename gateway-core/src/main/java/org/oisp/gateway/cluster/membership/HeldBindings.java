package org.oisp.gateway.cluster.membership;

import java.util.List;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.device.DeviceIdentity;

/** The binding rows whose devices are connected here. Whoever knows the connections implements it. Thread-safe, never blocks. */
public interface HeldBindings {

    /**
     * All of them.
     *
     * @return those of devices that are connected now; one whose row is just being written may be missing
     */
    List<Binding> all();

    /**
     * Whether a device is still connected here by this row.
     *
     * @param binding the row
     * @return false once its connection has given it back, or a newer connection of the device has a newer row
     */
    boolean holds(Binding binding);

    /**
     * The devices that are connected here, whether they have rows or not.
     *
     * @return those that are connected now
     */
    List<DeviceIdentity> devices();

    /**
     * A connected device has a newer row. If it is no longer connected here, its row is cleared.
     *
     * @param binding the row
     */
    void rebound(Binding binding);

    /**
     * Has a row cleared that nobody here holds any more, unless it is no longer as it was bound.
     *
     * @param binding the row
     */
    void release(Binding binding);
}

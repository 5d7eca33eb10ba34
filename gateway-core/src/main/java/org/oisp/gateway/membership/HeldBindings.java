package org.oisp.gateway.membership;

import java.util.List;
import org.oisp.gateway.auth.store.Binding;

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
     * Has a row cleared that nobody here holds any more, unless it is no longer as it was bound.
     *
     * @param binding the row
     */
    void release(Binding binding);
}

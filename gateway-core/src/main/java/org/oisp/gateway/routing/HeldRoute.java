package org.oisp.gateway.routing;

import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.registry.Mailbox;

/** What becomes of a held actuation. Either method is called once, and must not block. */
interface HeldRoute {

    /** Posts it to the mailbox of the device that has come back to this instance; others cannot find the mailbox yet. */
    void deliver(ForwardedActuation held, Mailbox mailbox);

    /** Routes it again, without holding it: the device has come back elsewhere, or its time is over. */
    void proceed(ForwardedActuation held, DeviceAddress address);
}

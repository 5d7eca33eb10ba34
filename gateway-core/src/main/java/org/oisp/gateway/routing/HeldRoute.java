package org.oisp.gateway.routing;

import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.registry.Mailbox;

/** What becomes of an actuation that is held, or is about to be. Nothing here may block. */
interface HeldRoute {

    /**
     * Posts it to the mailbox of the device, which has come back to this instance.
     *
     * @return the outcome; {@link ActuationOutcome#NOT_CONNECTED} if the mailbox has ended, which is neither counted nor reported here
     */
    ActuationOutcome post(ForwardedActuation held, Mailbox mailbox);

    /** Counts and reports that the device is not connected. */
    ActuationOutcome notConnected(ForwardedActuation held);

    /** Routes it again, without holding it: the device has come back elsewhere, or its time is over. */
    void proceed(ForwardedActuation held, DeviceAddress address);
}

package org.oisp.gateway.server.management;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ActuationOutcome.DeliveryStatus;
import org.oisp.gateway.telemetry.ExplainedTag;

/** What became of an actuation that was accepted, as far as its sender waited for it: words of the API, counted by no meter. */
public enum MailboxOutcome implements ExplainedTag {
    /** Its frame was handed to the device's socket. */
    WRITTEN(DeliveryStatus.ARRIVED, "The device's socket took it.", null),
    /** The device does not read. */
    WAITING(
            DeliveryStatus.WAITING,
            "It waits in the device's mailbox: the device does not read, and its socket takes no more.",
            "It is written when the device reads again: look at the device, or at its network.");

    private final DeliveryStatus deliveryStatus;
    private final String what;
    private final @Nullable String remedy;

    MailboxOutcome(DeliveryStatus deliveryStatus, String what, @Nullable String remedy) {
        this.deliveryStatus = deliveryStatus;
        this.what = what;
        this.remedy = remedy;
    }

    /**
     * Whether the actuation reached its device.
     *
     * @return as far as that is known here
     */
    public DeliveryStatus arrival() {
        return deliveryStatus;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return remedy;
    }
}

package org.oisp.gateway.server.management;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ActuationOutcome.DeliveryStatus;
import org.oisp.gateway.telemetry.ExplainedTag;

/** What became of the last actuation that a device's mailbox accepted. Used by the API; no meter counts it. */
public enum MailboxOutcome implements ExplainedTag {
    /** The device's socket accepted its frame. */
    WRITTEN(DeliveryStatus.ARRIVED, "It was written to the device's socket.", null),
    /** The device does not read. */
    WAITING(
            DeliveryStatus.WAITING,
            "It waits in the device's mailbox: the device does not read, and its socket buffer is full.",
            "It is written when the device reads again: check the device and its network.");

    private final DeliveryStatus deliveryStatus;
    private final String what;
    private final @Nullable String remedy;

    MailboxOutcome(DeliveryStatus deliveryStatus, String what, @Nullable String remedy) {
        this.deliveryStatus = deliveryStatus;
        this.what = what;
        this.remedy = remedy;
    }

    /**
     * Returns whether the actuation reached its device.
     *
     * @return what is known at this instance
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

package org.oisp.gateway.events;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.ActuationOutcome.Arrival;

/** What became of an actuation that was accepted, as far as its sender waited for it: words of the API, counted by no meter. */
public enum MailboxOutcome implements Explained {
    /** Its frame was handed to the device's socket. */
    WRITTEN(Arrival.ARRIVED, "The device's socket took it.", null),
    /** The device does not read. */
    WAITING(
            Arrival.WAITING,
            "It waits in the device's mailbox: the device does not read, and its socket takes no more.",
            "It is written when the device reads again: look at the device, or at its network.");

    private final Arrival arrival;
    private final String what;
    private final @Nullable String remedy;

    MailboxOutcome(Arrival arrival, String what, @Nullable String remedy) {
        this.arrival = arrival;
        this.what = what;
        this.remedy = remedy;
    }

    /**
     * Whether the actuation reached its device.
     *
     * @return as far as that is known here
     */
    public Arrival arrival() {
        return arrival;
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

package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Published;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.bus.Announcement;
import org.oisp.gateway.routing.bus.BusLink;
import org.oisp.gateway.routing.bus.BusListener;
import org.oisp.gateway.routing.bus.Correspondent;
import org.oisp.gateway.routing.owner.Ownership;

/** What comes from other instances and the dashboard: actuations go to the device whose channel they came over, if it is here. */
public final class BusReceiver implements BusListener {

    /** See {@link ActuationRouter#deliver(Published, Mailbox)}, which may stand behind somebody who follows actuations. */
    @FunctionalInterface
    public interface Deliveries {
        /**
         * Delivers what was published.
         *
         * @param published what; null if that could not be understood
         * @param mailbox the device's
         * @return what became of it
         */
        ActuationOutcome deliver(@Nullable Published published, Mailbox mailbox);
    }

    private final Deliveries deliveries;
    private final Ownership ownership;
    private final Correspondent questions;
    private final DeviceRegistry devices;
    private final MessageReader reader;
    private final GatewayEvents events;

    /**
     * Makes a receiver.
     *
     * @param deliveries delivers actuations
     * @param ownership hears of what others have
     * @param questions hears what instances ask each other
     * @param devices who is connected here
     * @param reader reads messages
     * @param events told of each actuation
     */
    public BusReceiver(
            Deliveries deliveries,
            Ownership ownership,
            Correspondent questions,
            DeviceRegistry devices,
            MessageReader reader,
            GatewayEvents events) {
        this.deliveries = deliveries;
        this.ownership = ownership;
        this.questions = questions;
        this.devices = devices;
        this.reader = reader;
        this.events = events;
    }

    @Override
    public void linked(BusLink link) {
        ownership.linked(link);
    }

    @Override
    public void unlinked(BusLink link) {
        ownership.unlinked(link);
    }

    @Override
    public void received(BusLink link, DeviceAddress device, ByteSlice message) {
        Mailbox mailbox = devices.find(device.account(), device.id());
        if (mailbox == null || !mailbox.isSettled(link.number())) {
            events.actuationLost(device, ActuationOutcome.NOT_HERE);
            return;
        }
        deliveries.deliver(reader.readPublished(message, System.nanoTime(), mailbox.device()), mailbox);
    }

    @Override
    public void announced(BusLink link, Announcement announcement) {
        ownership.announced(link, announcement);
    }

    @Override
    public void asked(BusLink link, ByteSlice question) {
        questions.asked(link, question);
    }

    @Override
    public void answered(ByteSlice answer) {
        questions.answered(answer);
    }
}

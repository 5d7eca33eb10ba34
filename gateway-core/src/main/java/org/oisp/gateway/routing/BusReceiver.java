package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.bus.QuestionListener;
import org.oisp.gateway.cluster.ownership.Ownership;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** What comes from other instances and the dashboard: actuations go to the device whose channel they came over, if it is here. */
public final class BusReceiver implements BusListener {

    /** See {@link ActuationRouter#deliver(Published, Mailbox)}, which may stand behind somebody who follows actuations. */
    @FunctionalInterface
    public interface LocalDeliveries {
        /**
         * Delivers what was published.
         *
         * @param publishedActuation what; null if that could not be understood
         * @param mailbox the device's
         * @return what became of it
         */
        ActuationOutcome deliver(@Nullable PublishedActuation publishedActuation, Mailbox mailbox);
    }

    private final LocalDeliveries localDeliveries;
    private final Ownership ownership;
    private final QuestionListener questions;
    private final DeviceRegistry devices;
    private final MessageReader reader;
    private final ActuationEvents events;

    /**
     * Makes a receiver.
     *
     * @param localDeliveries delivers actuations
     * @param ownership hears of what others have
     * @param questions hears what instances ask each other
     * @param devices who is connected here
     * @param reader reads messages
     * @param events told of each actuation
     */
    public BusReceiver(
            LocalDeliveries localDeliveries,
            Ownership ownership,
            QuestionListener questions,
            DeviceRegistry devices,
            MessageReader reader,
            ActuationEvents events) {
        this.localDeliveries = localDeliveries;
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
            events.lost(device, ActuationOutcome.NOT_HERE);
            return;
        }
        localDeliveries.deliver(reader.readPublished(message, System.nanoTime(), mailbox.device()), mailbox);
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

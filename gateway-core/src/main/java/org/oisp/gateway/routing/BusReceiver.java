package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.bus.QuestionListener;
import org.oisp.gateway.cluster.membership.SplitDetector;
import org.oisp.gateway.cluster.ownership.Ownership;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * Receives messages from other instances and the dashboard. Passes an actuation to the device whose channel it came over, if that is
 * connected here.
 */
public final class BusReceiver implements BusListener {

    /** {@link ActuationRouter#deliver(PublishedActuation, Mailbox)}, with or without tracing. */
    @FunctionalInterface
    public interface LocalDeliveries {
        /**
         * Delivers a published actuation.
         *
         * @param publishedActuation the actuation; null if it could not be parsed
         * @param mailbox the device's mailbox
         * @return the outcome
         */
        ActuationOutcome deliver(@Nullable PublishedActuation publishedActuation, Mailbox mailbox);
    }

    private final LocalDeliveries localDeliveries;
    private final Ownership ownership;
    private final QuestionListener questions;
    private final DeviceRegistry devices;
    private final MessageReader reader;
    private final ActuationEvents events;
    private final PublishedReceipts receipts;
    private final SplitDetector splits;

    /**
     * Creates a receiver.
     *
     * @param localDeliveries delivers actuations
     * @param ownership receives the announcements of other instances
     * @param questions receives the questions and answers between instances
     * @param devices the devices connected here
     * @param receipts parses messages, and delivers the actuations whose senders want to know the outcome
     * @param splits told of the link and of who says hello over it
     * @param events told of each actuation that is not delivered
     */
    public BusReceiver(
            LocalDeliveries localDeliveries,
            Ownership ownership,
            QuestionListener questions,
            DeviceRegistry devices,
            PublishedReceipts receipts,
            SplitDetector splits,
            ActuationEvents events) {
        this.localDeliveries = localDeliveries;
        this.ownership = ownership;
        this.questions = questions;
        this.devices = devices;
        this.reader = receipts.reader();
        this.receipts = receipts;
        this.splits = splits;
        this.events = events;
    }

    @Override
    public void linked(BusLink link) {
        splits.linked();
        ownership.linked(link);
    }

    @Override
    public void unlinked(BusLink link) {
        splits.unlinked();
        ownership.unlinked(link);
    }

    @Override
    public void heard(String server) {
        if (splits.heard(server)) {
            receipts.heardOfAnother();
        }
    }

    @Override
    public void received(BusLink link, DeviceAddress device, ByteSlice message) {
        Mailbox mailbox = devices.find(device.account(), device.id());
        if (mailbox == null || !mailbox.isSettled(link.number())) {
            events.lost(device, ActuationOutcome.NOT_HERE);
            receipts.notHere(device, message);
            return;
        }
        PublishedActuation published = reader.readPublished(message, System.nanoTime(), mailbox.device());
        if (published == null || published.actuation().receipt() == null) {
            ActuationOutcome unused = localDeliveries.deliver(published, mailbox);
        } else {
            receipts.deliver(published, mailbox);
        }
    }

    @Override
    public void announced(BusLink link, Announcement announcement) {
        receipts.announced(announcement.instance());
        ownership.announced(link, announcement);
    }

    @Override
    public void asked(BusLink link, ByteSlice question) {
        questions.asked(link, question);
    }

    @Override
    public void answered(ByteSlice answer) {
        if (!receipts.answered(answer)) {
            questions.answered(answer);
        }
    }
}

package org.oisp.gateway.routing;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.protocol.ReceiptRequest;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.registry.Mailbox;

/**
 * Delivers the published actuations whose senders want to know the outcome, and publishes the outcome: to the instance that forwarded the
 * actuation, signed, or to the channel that a publisher named. Thread-safe.
 */
public final class PublishedReceipts {

    private final Supplier<@Nullable BusLink> bus;
    private final MessageReader reader;
    private final ActuationReceipts receipts;
    private final OwnerReceipts owners;
    private final ReceiptEvents events;
    private final BusEvents busEvents;
    private final String prefix;

    /**
     * Creates a delivery.
     *
     * @param bus returns the link to the other instances, or null while there is none
     * @param reader parses messages
     * @param receipts delivers actuations
     * @param owners receives the answers of other instances
     * @param events told of outcomes that could not be published
     * @param busEvents told of answers that cannot be parsed
     * @param prefix what the names of the gateways' own channels begin with; no outcome is published there
     */
    public PublishedReceipts(
            Supplier<@Nullable BusLink> bus,
            MessageReader reader,
            ActuationReceipts receipts,
            OwnerReceipts owners,
            ReceiptEvents events,
            BusEvents busEvents,
            String prefix) {
        this.bus = bus;
        this.reader = reader;
        this.receipts = receipts;
        this.owners = owners;
        this.events = events;
        this.busEvents = busEvents;
        this.prefix = prefix;
    }

    MessageReader reader() {
        return reader;
    }

    /** Delivers an actuation with a request for a receipt, and publishes its outcome. */
    void deliver(PublishedActuation published, Mailbox mailbox) {
        ReceiptRequest asked = published.actuation().receipt();
        if (asked == null) {
            return;
        }
        boolean valid = mayReply(asked.replyTo());
        ReceiptRequest request = valid ? asked : withoutReply(asked);
        receipts.deliver(valid ? published : with(request, published), mailbox, new ReceiptListener() {
            @Override
            public void ended(Receipt receipt) {
                reply(request, receipt);
            }

            @Override
            public boolean isCountedElsewhere() {
                return isInstance(request.replyTo());
            }
        });
    }

    /** Returns whether an outcome may be published there: not on a channel that gateways or devices read. */
    private boolean mayReply(@Nullable String replyTo) {
        if (replyTo == null) {
            return true;
        }
        if (replyTo.startsWith(OwnerAnswer.INSTANCE)) {
            return isInstance(replyTo);
        }
        return DeviceAddress.parse(replyTo) == null && !replyTo.equals(prefix) && !replyTo.startsWith(prefix + "/");
    }

    private static boolean isInstance(@Nullable String replyTo) {
        // An instance's id has the form of an account's: a UUID.
        return replyTo != null
                && replyTo.startsWith(OwnerAnswer.INSTANCE)
                && AccountId.parse(instanceIn(replyTo)) != null;
    }

    private static ReceiptRequest withoutReply(ReceiptRequest asked) {
        return new ReceiptRequest(
                asked.id(),
                asked.completion(),
                asked.timeoutMillis(),
                null,
                "replyTo must not be a channel of a device or of the gateways.");
    }

    private static PublishedActuation with(ReceiptRequest request, PublishedActuation published) {
        Inbound.ActuationMessage actuation = published.actuation();
        return new PublishedActuation(
                new Inbound.ActuationMessage(actuation.credentials(), actuation.body(), actuation.message(), request),
                published.fits());
    }

    /**
     * Tells the instance that forwarded an actuation that its device is not here. A publisher is told nothing: Redis may have passed the
     * message to the right instance too.
     */
    void notHere(DeviceAddress device, ByteSlice message) {
        if (!reader.isText(message)
                || !(reader.read(message, System.nanoTime()) instanceof Inbound.ActuationMessage actuation)) {
            return;
        }
        ReceiptRequest request = actuation.receipt();
        if (request != null && isInstance(request.replyTo())) {
            reply(request, new Receipt(OutcomeReason.NOT_HERE, device, System.currentTimeMillis(), 0, null));
        }
    }

    /** Records that an instance has announced devices: it can answer. */
    void announced(String instance) {
        owners.heardOf(instance);
    }

    /** Records that another instance is heard: it can answer. */
    void heardOfAnother() {
        owners.heardOfAnother();
    }

    /** Receives a message on this instance's own channel; returns false if it is no outcome. */
    boolean answered(ByteSlice message) {
        if (!OwnerAnswer.isAnswer(message)) {
            return false;
        }
        try {
            owners.answered(message);
        } catch (IOException unreadable) {
            busEvents.notUnderstood("answers", unreadable.getMessage());
        }
        return true;
    }

    private void reply(ReceiptRequest request, Receipt receipt) {
        String replyTo = request.replyTo();
        if (replyTo == null) {
            return;
        }
        // Not the link that the actuation came over: that may have ended since.
        BusLink link = bus.get();
        if (link == null) {
            events.replyFailed("there is no link to Redis");
            return;
        }
        CompletionStage<Long> sent = replyTo.startsWith(OwnerAnswer.INSTANCE)
                ? answer(link, replyTo, receipt)
                : link.tell(replyTo, OutcomeJson.message(request.id(), receipt));
        CompletionStage<Long> unused = sent.whenComplete((heard, error) -> {
            if (error != null) {
                events.replyFailed(error.toString());
            }
        });
    }

    private static CompletionStage<Long> answer(BusLink link, String replyTo, Receipt receipt) {
        int mark = replyTo.indexOf(OwnerAnswer.NUMBER);
        String number = mark < 0 ? "" : replyTo.substring(mark + 1);
        return link.reply(instanceIn(replyTo), new OwnerAnswer(number, receipt).toJson());
    }

    /** Returns the instance's id in {@code instance:<id>#<number>}. */
    private static String instanceIn(String replyTo) {
        int mark = replyTo.indexOf(OwnerAnswer.NUMBER);
        return replyTo.substring(OwnerAnswer.INSTANCE.length(), mark < 0 ? replyTo.length() : mark);
    }
}

package org.oisp.gateway.routing;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.QueueOptions;
import org.oisp.gateway.protocol.ReceiptRequest;
import org.oisp.gateway.protocol.Sender;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.queue.ActuationQueue;
import org.oisp.gateway.queue.QueueEntry;
import org.oisp.gateway.queue.QueueListener;
import org.oisp.gateway.queue.QueuePoster;
import org.oisp.gateway.queue.QueueRefusal;
import org.oisp.gateway.queue.QueuedActuation;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * The way of an actuation that is kept: into the database, and from there to the instance that has its device. Thread-safe; never blocks.
 */
public final class QueuedRoute implements QueuePoster {

    /** Tells the instance that has a device to look at its queue. Any other subscriber of the channel ignores an unknown type. */
    private static final ByteSlice HINT = ByteSlice.ofText("{\"type\":\"queued\"}");

    /** Kept actuations have a share of each mailbox of their own. */
    private static final Sender FROM_QUEUE = new Sender() {
        @Override
        public String toString() {
            return "queue";
        }
    };

    private final DeviceRegistry devices;
    private final LocalDelivery here;
    private final OwnerReceipts owners;
    private final Supplier<@Nullable BusLink> bus;
    private final ReceiptEvents events;

    /**
     * Creates a route.
     *
     * @param devices the devices connected here
     * @param actuations told of each actuation
     * @param owners knows the senders that wait here
     * @param bus returns the link to the other instances, or null while there is none
     * @param events told of outcomes that could not be sent to another instance
     */
    public QueuedRoute(
            DeviceRegistry devices,
            ActuationEvents actuations,
            OwnerReceipts owners,
            Supplier<@Nullable BusLink> bus,
            ReceiptEvents events) {
        this.devices = devices;
        this.here = new LocalDelivery(actuations);
        this.owners = owners;
        this.bus = bus;
        this.events = events;
    }

    /** Returns whether a message on a device's channel is a hint that something is kept for it. */
    static boolean isHint(ByteSlice message) {
        return message.length() == HINT.length()
                && Arrays.equals(
                        message.array(),
                        message.offset(),
                        message.offset() + message.length(),
                        HINT.array(),
                        0,
                        HINT.length());
    }

    /** Keeps an actuation; its observer is told. */
    ActuationOutcome keep(
            ActuationQueue queue,
            Target target,
            Inbound.ActuationMessage actuation,
            Object sender,
            ReceiptObserver observer) {
        Inbound.Body body = actuation.body();
        ReceiptRequest request = actuation.receipt();
        QueueOptions options = request == null ? null : request.queue();
        if (body == null || request == null || options == null) {
            return here.refused(sender, target, observer, ActuationOutcome.MALFORMED);
        }
        if (target == Target.Nobody.NOBODY) {
            return here.refused(sender, target, observer, ActuationOutcome.UNADDRESSED);
        }
        String id = request.id() == null ? UUID.randomUUID().toString() : request.id();
        TrackedActuation tracked = observer.tracked();
        QueueEntry entry = new QueueEntry(
                target,
                id,
                body.json(),
                options,
                request.completion(),
                observer.replyTo(owners),
                Math.max(0, tracked.leftMillis()));
        queue.keep(entry, new QueueListener() {
            @Override
            public boolean begins() {
                return tracked.store();
            }

            @Override
            public void kept(DeviceIdentity device) {
                here.queued(observer);
                tracked.stored(DeviceAddress.of(device));
                notice(queue, device, tracked);
            }

            @Override
            public void refused(QueueRefusal why) {
                ActuationOutcome unused = here.refused(sender, target, observer, outcomeOf(why));
            }
        });
        return ActuationOutcome.FORWARDED;
    }

    /** Has the instance that has the device look at its queue. If no instance has it, its sender need not wait. */
    private void notice(ActuationQueue queue, DeviceIdentity device, TrackedActuation tracked) {
        DeviceUid uid = device.uid();
        if (devices.find(uid) != null) {
            queue.look(uid);
            return;
        }
        BusLink link = bus.get();
        if (link == null) {
            tracked.end(OutcomeReason.KEPT);
            return;
        }
        CompletionStage<Long> unused = link.publish(DeviceAddress.of(device), HINT)
                .whenComplete((heard, error) -> {
                    if (error != null || heard == 0) {
                        tracked.end(OutcomeReason.KEPT);
                    }
                });
    }

    private static ActuationOutcome outcomeOf(QueueRefusal why) {
        return switch (why) {
            case OFF -> ActuationOutcome.QUEUE_OFF;
            case STORAGE_DOWN -> ActuationOutcome.STORAGE_DOWN;
            case STORAGE_UNKNOWN -> ActuationOutcome.STORAGE_UNKNOWN;
            case UNKNOWN_DEVICE -> ActuationOutcome.UNKNOWN_DEVICE;
            case AMBIGUOUS -> ActuationOutcome.AMBIGUOUS;
            case FULL -> ActuationOutcome.QUEUE_FULL;
            case COLLAPSED -> ActuationOutcome.COLLAPSED;
        };
    }

    @Override
    public boolean post(QueuedActuation queued, Mailbox mailbox, TrackedActuation delivery) {
        Target device = new Target.ByUid(mailbox.device().uid());
        Inbound.Body body = new Inbound.Body(device, queued.body(), System.nanoTime());
        ActuationOutcome outcome = here.post(
                mailbox,
                body,
                FROM_QUEUE,
                new QueuedObserver(delivery, queued.repeated()),
                ActuationOutcome.NOT_CONNECTED);
        return outcome == ActuationOutcome.ACCEPTED;
    }

    @Override
    public void tell(String replyTo, Receipt receipt) {
        String instance = OwnerAnswer.instanceIn(replyTo);
        OwnerAnswer answer = new OwnerAnswer(OwnerAnswer.numberIn(replyTo), receipt);
        if (owners.isOwn(instance)) {
            owners.answered(answer);
            return;
        }
        BusLink link = bus.get();
        if (link == null) {
            events.replyFailed("there is no link to Redis");
            return;
        }
        CompletionStage<Long> unused = link.reply(instance, answer.toJson()).whenComplete((heard, error) -> {
            if (error != null) {
                events.replyFailed(error.toString());
            }
        });
    }

    /** Observes one delivery of a kept actuation. Its sender may wait at another instance, which counts the outcome. */
    private record QueuedObserver(TrackedActuation delivery, boolean repeated) implements ActuationObserver {

        @Override
        public TrackedActuation tracked() {
            return delivery;
        }

        @Override
        public boolean isRepeated() {
            return repeated;
        }

        @Override
        public void ended(ActuationOutcome outcome) {
            OutcomeReason reason = outcome.finalReason();
            if (reason != null) {
                delivery.end(reason);
            }
        }

        @Override
        public void written(long sinceReceivedNanos) {
            // the mailbox counts it
        }

        @Override
        public DeliveryObserver combineWith(DeliveryObserver mailbox) {
            return mailbox;
        }
    }
}

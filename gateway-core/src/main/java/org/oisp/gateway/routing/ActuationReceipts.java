package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.protocol.ReceiptRequest;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.queue.RecallResult;
import org.oisp.gateway.receipt.Deadlines;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.routing.trace.ActuationTracer.Door;
import reactor.core.publisher.Mono;

/**
 * Routes the actuations whose senders want to know the outcome, and reports exactly one outcome for each within its timeout. Thread-safe;
 * never blocks.
 */
public final class ActuationReceipts {

    private final ActuationRouter router;
    private final ReceiptSettings settings;
    private final Deadlines deadlines;
    private final ReceiptEvents events;
    private final @Nullable ActuationTracer tracer;
    private final @Nullable OwnerReceipts owners;
    private final @Nullable KeptActuations kept;

    /**
     * Creates a front of a router.
     *
     * @param router routes all actuations
     * @param settings the limits
     * @param deadlines ends actuations when their timeout is over
     * @param events told of each outcome
     * @param tracer chooses the actuations to trace; null for none
     * @param owners asks the instances that have other devices; null if there are none
     * @param kept keeps actuations for devices that are away; null if none are kept
     */
    public ActuationReceipts(
            ActuationRouter router,
            ReceiptSettings settings,
            Deadlines deadlines,
            ReceiptEvents events,
            @Nullable ActuationTracer tracer,
            @Nullable OwnerReceipts owners,
            @Nullable KeptActuations kept) {
        this.router = router;
        this.settings = settings;
        this.deadlines = deadlines;
        this.events = events;
        this.tracer = tracer;
        this.owners = owners;
        this.kept = kept;
    }

    /** Returns the limits. */
    public ReceiptSettings settings() {
        return settings;
    }

    /**
     * Routes an actuation of a sender whose credentials are in it.
     *
     * @param actuation an actuation with a request for a receipt
     * @param sender the sender; its {@code toString} returns its address
     * @param listener told of the outcome
     * @return see {@link ActuationRouter#route(Inbound.ActuationMessage, Object)}
     */
    public ActuationOutcome route(Inbound.ActuationMessage actuation, Object sender, ReceiptListener listener) {
        ReceiptObserver observer = begin(Door.SOCKET, actuation, targetOf(actuation), listener);
        ActuationOutcome refusal = router.admits(actuation.credentials()) ? refusal(actuation, listener) : null;
        if (refusal != null) {
            return refuse(actuation, sender, observer, refusal);
        }
        // Those without the right credentials are refused by the router.
        return isToKeep(actuation) && router.admits(actuation.credentials())
                ? keep(targetOf(actuation), actuation, sender, observer)
                : router.route(actuation, sender, observer);
    }

    private ActuationOutcome keep(
            Target target, Inbound.ActuationMessage actuation, Object sender, ReceiptObserver observer) {
        return kept == null
                ? router.refuse(sender, target, observer, ActuationOutcome.QUEUE_OFF)
                : kept.keep(target, actuation, sender, observer);
    }

    /**
     * Takes back an actuation that is kept for its device.
     *
     * @param id its name
     * @return whether that was in time; never fails
     */
    public Mono<RecallResult> recall(String id) {
        return kept == null ? Mono.just(RecallResult.NOT_KEPT) : kept.queue().recall(id);
    }

    /** Delivers what is kept for a device, if that is connected here. */
    void look(DeviceUid device) {
        if (kept != null) {
            kept.look(device);
        }
    }

    private static boolean isToKeep(Inbound.ActuationMessage actuation) {
        ReceiptRequest request = actuation.receipt();
        return request != null && request.queue() != null;
    }

    /**
     * Routes an actuation whose sender is already authorized.
     *
     * @param actuation an actuation with a request for a receipt
     * @param sender the sender; its {@code toString} returns its address
     * @param listener told of the outcome
     * @return its state; it may have ended already
     */
    public TrackedActuation routeTrusted(Inbound.ActuationMessage actuation, Object sender, ReceiptListener listener) {
        ReceiptObserver observer = begin(Door.API, actuation, targetOf(actuation), listener);
        ActuationOutcome refusal = refusal(actuation, listener);
        ActuationOutcome unused;
        if (refusal != null) {
            unused = refuse(actuation, sender, observer, refusal);
        } else if (isToKeep(actuation)) {
            unused = keep(targetOf(actuation), actuation, sender, observer);
        } else {
            unused = router.routeTrusted(actuation, sender, observer);
        }
        return observer.tracked();
    }

    /**
     * Delivers a published actuation to a device connected here.
     *
     * @param published an actuation with a request for a receipt
     * @param mailbox the device's mailbox
     * @param listener told of the outcome
     */
    void deliver(PublishedActuation published, Mailbox mailbox, ReceiptListener listener) {
        Inbound.ActuationMessage actuation = published.actuation();
        ReceiptObserver observer = begin(Door.BUS, actuation, mailbox.device(), listener);
        ActuationOutcome refusal = router.admits(actuation.credentials()) ? refusal(actuation, listener) : null;
        ActuationOutcome unused;
        if (refusal != null) {
            unused = refuse(actuation, "redis", observer, refusal);
        } else if (isToKeep(actuation) && published.fits() && router.admits(actuation.credentials())) {
            unused = keep(new Target.ByUid(mailbox.device().uid()), actuation, "redis", observer);
        } else {
            unused = router.deliver(published, mailbox, observer);
        }
    }

    private @Nullable ActuationOutcome refusal(Inbound.ActuationMessage actuation, ReceiptListener listener) {
        ReceiptRequest request = actuation.receipt();
        if (request != null && request.problem() != null) {
            return ActuationOutcome.INVALID_REQUEST;
        }
        if (listener.isStopping()) {
            return ActuationOutcome.STOPPING;
        }
        boolean tooMany =
                events.pending() > settings.pending() || listener.pendingOfConnection() > settings.perConnection();
        return tooMany ? ActuationOutcome.TOO_MANY_RECEIPTS : null;
    }

    private ActuationOutcome refuse(
            Inbound.ActuationMessage actuation, Object sender, ReceiptObserver observer, ActuationOutcome why) {
        ReceiptRequest request = actuation.receipt();
        if (why == ActuationOutcome.INVALID_REQUEST && request != null) {
            // The detail first: an observer is told a reason without one.
            observer.tracked().end(OutcomeReason.INVALID_REQUEST, request.problem());
        }
        return router.refuse(sender, targetOf(actuation), observer, why);
    }

    /** {@code device} is what it names, an identity or a {@link Target}. */
    private ReceiptObserver begin(
            Door door, Inbound.ActuationMessage actuation, Object device, ReceiptListener listener) {
        ReceiptRequest request = actuation.receipt();
        Inbound.Body body = actuation.body();
        long received = body == null ? System.nanoTime() : body.receivedNanos();
        Pending pending = new Pending(router, events, listener);
        TrackedActuation tracked = new TrackedActuation(
                request == null ? null : request.id(),
                request != null && request.completion(),
                received,
                addressOf(device),
                pending);
        ActuationObserver traced =
                tracer == null || body == null ? null : tracer.begin(door, body.traceparent(), received, device);
        ReceiptObserver observer = new ReceiptObserver(tracked, traced, door == Door.BUS ? null : owners, listener);
        pending.observer = observer;
        events.begun();
        tracked.endAfter(deadlines, request == null ? ReceiptRequest.DEFAULT_TIMEOUT_MILLIS : request.timeoutMillis());
        return observer;
    }

    private static Target targetOf(Inbound.ActuationMessage actuation) {
        Inbound.Body body = actuation.body();
        return body == null ? Target.Nobody.NOBODY : body.target();
    }

    private static @Nullable DeviceAddress addressOf(Object device) {
        if (device instanceof DeviceIdentity identity) {
            return DeviceAddress.of(identity);
        }
        return device instanceof Target.ByAccount named && named.id().storable()
                ? new DeviceAddress(named.account(), named.id())
                : null;
    }

    /** An actuation whose sender waits. */
    private static final class Pending implements ReceiptListener {
        private final ActuationRouter router;
        private final ReceiptEvents events;
        private final ReceiptListener listener;
        private volatile @Nullable ReceiptObserver observer;

        Pending(ActuationRouter router, ReceiptEvents events, ReceiptListener listener) {
            this.router = router;
            this.events = events;
            this.listener = listener;
        }

        @Override
        public void ended(Receipt receipt) {
            events.done();
            ReceiptObserver its = observer;
            if (its != null) {
                its.close();
                router.receipt(its, receipt);
            }
            if (!listener.isCountedElsewhere()) {
                events.ended(receipt);
            }
            listener.ended(receipt);
        }
    }
}

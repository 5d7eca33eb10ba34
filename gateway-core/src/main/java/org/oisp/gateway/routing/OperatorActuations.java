package org.oisp.gateway.routing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.routing.trace.ActuationTracer.Door;
import reactor.core.publisher.Mono;

/** Sends an operator's actuations as a dashboard's would be, and waits for what becomes of them. Thread-safe. */
public final class OperatorActuations {

    /** How long it is waited for a decision, and then for the socket. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Who sends them, for the log and the journal. */
    private static final String OPERATOR = "operator";

    private final ActuationRouter router;
    private final Credentials senders;
    private final MessageReader reader;
    private final DeviceRegistry devices;
    private final ActuationEvents events;
    private final @Nullable ActuationTracer tracer;

    /**
     * Makes a sender.
     *
     * @param router brings actuations to their devices
     * @param senders what other instances expect of a sender
     * @param reader reads messages
     * @param devices who is connected here
     * @param events told of what another instance has heard
     * @param tracer chooses those that are followed beyond that; null for none
     */
    public OperatorActuations(
            ActuationRouter router,
            Credentials senders,
            MessageReader reader,
            DeviceRegistry devices,
            ActuationEvents events,
            @Nullable ActuationTracer tracer) {
        this.router = router;
        this.senders = senders;
        this.reader = reader;
        this.devices = devices;
        this.events = events;
        this.tracer = tracer;
    }

    /**
     * Sends an actuation. Who asks for it has to be an operator.
     *
     * @param body the JSON of its {@code body}
     * @param traceparent the trace that it belongs to (W3C Trace Context); null for none
     * @return what became of it, two seconds later at most; never fails
     */
    public Mono<Sent> send(ByteSlice body, @Nullable String traceparent) {
        return Mono.defer(() -> {
            ByteSlice message = senders.message(body);
            if (!reader.isText(message)
                    || !(reader.read(message, System.nanoTime()) instanceof Inbound.ActuationMessage actuation)
                    || actuation.body() == null) {
                return Mono.just(new Sent(ActuationOutcome.MALFORMED, Step.DECIDED, 0, Target.Nobody.NOBODY));
            }
            Target target = actuation.body().target();
            Follower follower = new Follower(
                    tracer == null
                            ? null
                            : tracer.begin(
                                    Door.API, traceparent, actuation.body().receivedNanos(), target));
            ActuationOutcome unused = router.routeTrusted(actuation, OPERATOR, follower);
            return Mono.fromFuture(follower.decided, true)
                    .map(Optional::of)
                    .timeout(PATIENCE, Mono.just(Optional.empty()))
                    .flatMap(outcome -> outcome.isEmpty()
                            ? Mono.just(new Sent(ActuationOutcome.FORWARDED, Step.UNDECIDED, 0, target))
                            : decided(outcome.get(), follower, target));
        });
    }

    private Mono<Sent> decided(ActuationOutcome outcome, Follower follower, Target target) {
        if (outcome == ActuationOutcome.ACCEPTED) {
            return written(follower, target);
        }
        if (outcome == ActuationOutcome.FORWARDED) {
            events.forwardedForOperator(target);
        }
        return Mono.just(new Sent(outcome, Step.DECIDED, 0, target));
    }

    private Mono<Sent> written(Follower follower, Target target) {
        return Mono.fromFuture(follower.written, true)
                .map(micros -> new Sent(ActuationOutcome.ACCEPTED, Step.WRITTEN, micros, target))
                .timeout(
                        PATIENCE,
                        Mono.fromSupplier(() -> new Sent(
                                ActuationOutcome.ACCEPTED,
                                follower.isGone(devices) ? Step.ABANDONED : Step.WAITING,
                                0,
                                target)));
    }

    /** How far it has come. */
    public enum Step {
        /** It is decided what becomes of it, and this instance has no more to do with it. */
        DECIDED,
        /** It is not decided in time: it is looked up where the device is. */
        UNDECIDED,
        /** The device's socket took it. */
        WRITTEN,
        /** It is in the mailbox of a device that does not read. */
        WAITING,
        /** It was in the mailbox, and the device's connection has ended. */
        ABANDONED
    }

    /**
     * What became of an operator's actuation.
     *
     * @param outcome what the router made of it
     * @param step how far it has come
     * @param micros how long it took to be written, in microseconds; 0 if it is not
     * @param target the device that it names
     */
    public record Sent(ActuationOutcome outcome, Step step, long micros, Target target) {}

    private static final class Follower implements ActuationObserver {
        private final CompletableFuture<ActuationOutcome> decided = new CompletableFuture<>();
        private final CompletableFuture<Long> written = new CompletableFuture<>();
        private final @Nullable ActuationObserver beyond;
        private volatile @Nullable Mailbox mailbox;

        Follower(@Nullable ActuationObserver beyond) {
            this.beyond = beyond;
        }

        @Override
        public ByteSlice publishing(ByteSlice message) {
            return beyond == null ? message : beyond.publishing(message);
        }

        @Override
        public void published(long heard) {
            if (beyond != null) {
                beyond.published(heard);
            }
        }

        @Override
        public void ended(ActuationOutcome outcome) {
            if (beyond != null) {
                beyond.ended(outcome);
            }
            decided.complete(outcome);
        }

        @Override
        public void written(long sinceReceivedNanos) {
            written.complete(TimeUnit.NANOSECONDS.toMicros(sinceReceivedNanos));
        }

        @Override
        public void record(DeliveryTimer timer, long sinceReceivedNanos) {
            if (beyond == null) {
                timer.delivered(sinceReceivedNanos);
            } else {
                beyond.record(timer, sinceReceivedNanos);
            }
        }

        @Override
        public DeliveryObserver beside(DeliveryObserver own) {
            mailbox = own instanceof Mailbox its ? its : null;
            return ActuationObserver.super.beside(beyond == null ? own : beyond.beside(own));
        }

        boolean isGone(DeviceRegistry devices) {
            Mailbox its = mailbox;
            return its != null && devices.find(its.device().uid()) != its;
        }
    }
}

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

/** Sends an operator's actuations like those of a dashboard, and waits for the outcome. Thread-safe. */
public final class OperatorActuations {

    /** Timeout for the routing decision, and again for the write to the socket. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** The sender's name in log and journal. */
    private static final String OPERATOR = "operator";

    private final ActuationRouter router;
    private final Credentials senders;
    private final MessageReader reader;
    private final DeviceRegistry devices;
    private final ActuationEvents events;
    private final @Nullable ActuationTracer tracer;

    /**
     * Creates a sender.
     *
     * @param router routes actuations
     * @param senders the credentials that other instances expect
     * @param reader parses messages
     * @param devices the devices connected here
     * @param events told of actuations that another instance has received
     * @param tracer chooses the actuations to trace; null for none
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
     * Sends an actuation. The caller must have checked that the user is an operator.
     *
     * @param body the JSON of its {@code body}
     * @param traceparent the trace it belongs to (W3C Trace Context); null for none
     * @return the outcome, after at most two seconds; never fails
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
                    .timeout(TIMEOUT, Mono.just(Optional.empty()))
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
                        TIMEOUT,
                        Mono.fromSupplier(() -> new Sent(
                                ActuationOutcome.ACCEPTED,
                                follower.isGone(devices) ? Step.ABANDONED : Step.WAITING,
                                0,
                                target)));
    }

    /** The progress of an actuation. */
    public enum Step {
        /** The outcome is final for this instance. */
        DECIDED,
        /** Not decided in time: the device's address is still being looked up. */
        UNDECIDED,
        /** The device's socket accepted it. */
        WRITTEN,
        /** It is in the mailbox of a device that does not read. */
        WAITING,
        /** It was in the mailbox when the device's connection ended. */
        ABANDONED
    }

    /**
     * The outcome of an operator's actuation.
     *
     * @param outcome the router's outcome
     * @param step its progress
     * @param micros time until it was written, in microseconds; 0 if it is not written
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
        public DeliveryObserver combineWith(DeliveryObserver own) {
            mailbox = own instanceof Mailbox its ? its : null;
            return ActuationObserver.super.combineWith(beyond == null ? own : beyond.combineWith(own));
        }

        boolean isGone(DeviceRegistry devices) {
            Mailbox its = mailbox;
            return its != null && devices.find(its.device().uid()) != its;
        }
    }
}

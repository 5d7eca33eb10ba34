package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Published;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.routing.trace.ActuationTracer.Door;
import org.oisp.gateway.routing.trace.Trace;

/**
 * Has some of the actuations that a router is given followed. Stands before the router only where that is wanted: who does without it
 * pays nothing for it. Whoever has no good credentials is not followed, or everybody could fill the traces. Thread-safe.
 */
public final class TracedActuations {

    private final ActuationRouter router;
    private final ActuationTracer tracer;

    /**
     * Puts a tracer before a router.
     *
     * @param router routes all of them
     * @param tracer chooses those that are followed
     */
    public TracedActuations(ActuationRouter router, ActuationTracer tracer) {
        this.router = router;
        this.tracer = tracer;
    }

    /**
     * As {@link ActuationRouter#route(Inbound.Actuation)}, for one that came by a socket.
     *
     * @param actuation what was received
     * @return what became of it
     */
    public ActuationOutcome route(Inbound.Actuation actuation) {
        Inbound.Body body = actuation.body();
        return route(actuation, Door.SOCKET, body == null ? null : body.traceparent());
    }

    /**
     * As {@link ActuationRouter#route(Inbound.Actuation)}.
     *
     * @param actuation what was received
     * @param door where
     * @param traceparent what it came with; null for nothing
     * @return what became of it
     */
    public ActuationOutcome route(Inbound.Actuation actuation, Door door, @Nullable String traceparent) {
        Inbound.Body body = actuation.body();
        Trace trace = body == null ? null : tracer.begin(door, traceparent, body.receivedNanos(), body.target());
        if (trace == null) {
            return router.route(actuation);
        }
        ActuationOutcome outcome = router.route(actuation, trace);
        if (outcome != ActuationOutcome.FORWARDED) {
            end(trace, outcome);
        }
        return outcome;
    }

    /**
     * As {@link ActuationRouter#deliver(Published, Mailbox)}.
     *
     * @param published what was published; null if that could not be understood
     * @param mailbox the device's
     * @return what became of it
     */
    public ActuationOutcome deliver(@Nullable Published published, Mailbox mailbox) {
        Inbound.Body body = published == null ? null : published.actuation().body();
        Trace trace = body == null
                ? null
                : tracer.begin(Door.BUS, body.traceparent(), body.receivedNanos(), mailbox.device());
        ActuationOutcome outcome = router.deliver(published, mailbox, trace);
        if (trace != null) {
            end(trace, outcome);
        }
        return outcome;
    }

    private static void end(Trace trace, ActuationOutcome outcome) {
        if (outcome != ActuationOutcome.WRONG_CREDENTIALS) {
            trace.ended(outcome);
        }
    }
}

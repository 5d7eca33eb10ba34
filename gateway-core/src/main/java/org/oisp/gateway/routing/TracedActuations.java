package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.routing.trace.ActuationTracer.Door;

/**
 * Has some of the actuations that a router is given followed. Stands before the router only where that is wanted: who does without it
 * pays nothing for it. Thread-safe.
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
     * As {@link ActuationRouter#route(Inbound.Actuation, Object)}.
     *
     * @param actuation what was received
     * @param sender who gave it
     * @return what became of it
     */
    public ActuationOutcome route(Inbound.ActuationMessage actuation, Object sender) {
        Inbound.Body body = actuation.body();
        return router.route(
                actuation,
                sender,
                body == null
                        ? null
                        : tracer.begin(Door.SOCKET, body.traceparent(), body.receivedNanos(), body.target()));
    }

    /**
     * As {@link ActuationRouter#deliver(Published, Mailbox)}.
     *
     * @param publishedActuation what was published; null if that could not be understood
     * @param mailbox the device's
     * @return what became of it
     */
    public ActuationOutcome deliver(@Nullable PublishedActuation publishedActuation, Mailbox mailbox) {
        Inbound.Body body = publishedActuation == null
                ? null
                : publishedActuation.actuation().body();
        return router.deliver(
                publishedActuation,
                mailbox,
                body == null
                        ? null
                        : tracer.begin(Door.BUS, body.traceparent(), body.receivedNanos(), mailbox.device()));
    }
}

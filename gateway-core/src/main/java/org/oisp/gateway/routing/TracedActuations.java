package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.oisp.gateway.routing.trace.ActuationTracer.Door;

/**
 * Traces some of the actuations that pass to a router. Used only where tracing is enabled, so that it costs nothing otherwise.
 * Thread-safe.
 */
public final class TracedActuations {

    private final ActuationRouter router;
    private final ActuationTracer tracer;

    /**
     * Creates a tracing front of a router.
     *
     * @param router routes all actuations
     * @param tracer chooses those to trace
     */
    public TracedActuations(ActuationRouter router, ActuationTracer tracer) {
        this.router = router;
        this.tracer = tracer;
    }

    /** See {@link ActuationRouter#route(Inbound.ActuationMessage, Object)}. */
    public ActuationOutcome route(Inbound.ActuationMessage actuation, Object sender) {
        Inbound.Body body = actuation.body();
        return router.route(
                actuation,
                sender,
                body == null
                        ? null
                        : tracer.begin(Door.SOCKET, body.traceparent(), body.receivedNanos(), body.target()));
    }

    /** See {@link ActuationRouter#deliver(PublishedActuation, Mailbox)}. */
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

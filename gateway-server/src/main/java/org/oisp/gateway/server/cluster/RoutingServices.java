package org.oisp.gateway.server.cluster;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.ReconnectHold;
import org.oisp.gateway.routing.trace.ActuationTracer;

/**
 * What routing uses of this instance.
 *
 * @param events records the outcome of each actuation
 * @param hold holds actuations for devices that are about to reconnect; has the memory budget of those in transit too
 * @param receipts what the receipts for actuations need
 * @param queue what the queue of kept actuations needs
 * @param tracer chooses the actuations to trace; null for none
 */
public record RoutingServices(
        ActuationEvents events,
        ReconnectHold hold,
        ReceiptServices receipts,
        QueueParts queue,
        @Nullable ActuationTracer tracer) {}

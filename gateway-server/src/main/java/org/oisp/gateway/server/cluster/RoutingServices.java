package org.oisp.gateway.server.cluster;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.trace.ActuationTracer;

/**
 * What routing uses of this instance.
 *
 * @param events records the outcome of each actuation
 * @param memory the budget that actuations in transit are charged to
 * @param receipts what the receipts for actuations need
 * @param tracer chooses the actuations to trace; null for none
 */
public record RoutingServices(
        ActuationEvents events,
        MemoryBudget memory,
        ReceiptServices receipts,
        @Nullable ActuationTracer tracer) {}

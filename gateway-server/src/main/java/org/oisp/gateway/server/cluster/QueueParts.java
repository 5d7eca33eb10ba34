package org.oisp.gateway.server.cluster;

import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.queue.QueueEvents;

/**
 * What the queue of kept actuations needs.
 *
 * @param memory the memory that actuations which wait to be written are charged to
 * @param events receives what becomes of them
 */
public record QueueParts(MemoryBudget memory, QueueEvents events) {}

package org.oisp.gateway.queue;

/**
 * How much may be kept.
 *
 * @param messages maximum number of actuations
 * @param bytes maximum total of the bytes of their bodies
 */
public record QueueBounds(int messages, long bytes) {}

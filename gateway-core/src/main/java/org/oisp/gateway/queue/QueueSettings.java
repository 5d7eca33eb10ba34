package org.oisp.gateway.queue;

import java.time.Duration;

/**
 * How actuations with a ttl are kept.
 *
 * @param on whether they are kept at all
 * @param device how many are kept for one device
 * @param account how many are kept for the devices of one account
 * @param unwritten how many may wait at this instance to be written to the database
 * @param attempts after how many deliveries without confirmation an actuation is given up
 * @param round how many a device is sent before it has confirmed the first of them
 * @param interval how often this instance looks for actuations that it was not told of, and deletes expired ones
 */
public record QueueSettings(
        boolean on,
        QueueBounds device,
        QueueBounds account,
        QueueBounds unwritten,
        int attempts,
        int round,
        Duration interval) {}

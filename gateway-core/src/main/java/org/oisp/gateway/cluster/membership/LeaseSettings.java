package org.oisp.gateway.cluster.membership;

import java.time.Duration;

/**
 * The settings of an instance's lease.
 *
 * @param server the name in its binding rows: host and port
 * @param interval from one beat to the next
 * @param duration how long after its last beat an instance counts as alive
 * @param queryTimeout the timeout of a statement; beats use {@code interval} if that is shorter
 */
public record LeaseSettings(String server, Duration interval, Duration duration, Duration queryTimeout) {}

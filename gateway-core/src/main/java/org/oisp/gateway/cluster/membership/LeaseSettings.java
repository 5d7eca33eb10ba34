package org.oisp.gateway.cluster.membership;

import java.time.Duration;

/**
 * How an instance shows that it is alive.
 *
 * @param server the name that its binding rows carry: host and port
 * @param interval from one beat to the next
 * @param duration how long after its last beat an instance counts as alive
 * @param queryTimeout how long a statement may take; never longer than {@code interval}
 */
public record LeaseSettings(String server, Duration interval, Duration duration, Duration queryTimeout) {}

package org.oisp.gateway.auth.database;

import java.time.Duration;

/**
 * The settings for replicas.
 *
 * @param timeout how long a batch may take at a replica, connecting included
 * @param retry the interval at which a failed replica is tried again
 */
public record ReplicaSettings(Duration timeout, Duration retry) {}

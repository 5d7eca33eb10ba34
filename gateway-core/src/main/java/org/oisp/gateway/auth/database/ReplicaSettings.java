package org.oisp.gateway.auth.database;

import java.time.Duration;

/**
 * How replicas are used.
 *
 * @param timeout how long a batch may take at a replica, connecting included
 * @param retry how often a replica that failed is tried again
 */
public record ReplicaSettings(Duration timeout, Duration retry) {}

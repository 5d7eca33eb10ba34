/**
 * Tracks which instances are alive: {@link org.oisp.gateway.cluster.membership.InstanceLease} maintains this instance's row in {@code
 * gateway.instances} and clears the binding rows of instances whose leases have expired. The SQL is private to this package.
 */
@NullMarked
package org.oisp.gateway.cluster.membership;

import org.jspecify.annotations.NullMarked;

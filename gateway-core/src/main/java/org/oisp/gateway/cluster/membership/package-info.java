/**
 * Which instances are alive: {@link org.oisp.gateway.cluster.membership.InstanceLease} keeps this one's row in {@code gateway.instances} and
 * clears the binding rows of instances that stopped keeping theirs. The SQL is hidden here.
 */
@NullMarked
package org.oisp.gateway.cluster.membership;

import org.jspecify.annotations.NullMarked;

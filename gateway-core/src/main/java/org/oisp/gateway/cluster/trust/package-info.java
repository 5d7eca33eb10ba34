/**
 * Decides which messages of other instances are accepted: {@link org.oisp.gateway.cluster.trust.ClusterTrust} signs this instance's
 * messages and verifies those of others; {@link org.oisp.gateway.cluster.trust.DatabaseClock} detects impossible times.
 */
@NullMarked
package org.oisp.gateway.cluster.trust;

import org.jspecify.annotations.NullMarked;

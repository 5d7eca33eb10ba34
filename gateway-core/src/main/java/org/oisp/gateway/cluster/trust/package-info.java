/**
 * Which messages of other instances are believed: {@link org.oisp.gateway.cluster.trust.ClusterTrust} signs what this instance says and
 * checks what others say, {@link org.oisp.gateway.cluster.trust.DatabaseClock} knows which times cannot be.
 */
@NullMarked
package org.oisp.gateway.cluster.trust;

import org.jspecify.annotations.NullMarked;

/**
 * Which messages of other instances are believed: {@link org.oisp.gateway.routing.trust.ClusterTrust} signs what this instance says and
 * checks what others say, {@link org.oisp.gateway.routing.trust.DatabaseClock} knows which times cannot be.
 */
@NullMarked
package org.oisp.gateway.routing.trust;

import org.jspecify.annotations.NullMarked;

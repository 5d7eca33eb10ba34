/**
 * Which actuations are followed: {@link org.oisp.gateway.routing.trace.ActuationTracer} chooses. What it records of them is not known here.
 */
@NullMarked
package org.oisp.gateway.routing.trace;

import org.jspecify.annotations.NullMarked;

/**
 * The choice of actuations to trace, by {@link org.oisp.gateway.routing.trace.ActuationTracer}. This package does not know what is
 * recorded.
 */
@NullMarked
package org.oisp.gateway.routing.trace;

import org.jspecify.annotations.NullMarked;

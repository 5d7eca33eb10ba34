/**
 * The way of an actuation, as somebody follows it: {@link org.oisp.gateway.routing.trace.ActuationTracer} chooses which, and a
 * {@link org.oisp.gateway.routing.trace.Trace} is told what happens to one. What records it is not known here.
 */
@NullMarked
package org.oisp.gateway.routing.trace;

import org.jspecify.annotations.NullMarked;

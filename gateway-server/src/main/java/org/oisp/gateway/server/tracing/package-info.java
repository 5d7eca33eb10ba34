/**
 * Tracing of actuations by OpenTelemetry; {@link org.oisp.gateway.server.tracing.Tracing} is the entry point. Loaded only if a collector
 * is configured: docs/decisions/084.
 */
@NullMarked
package org.oisp.gateway.server.tracing;

import org.jspecify.annotations.NullMarked;

/**
 * Health of the neighbours, derived from the gateway's own requests: events report to {@link
 * org.oisp.gateway.telemetry.health.NeighbourHealth}, and pages and API read it.
 */
@NullMarked
package org.oisp.gateway.telemetry.health;

import org.jspecify.annotations.NullMarked;

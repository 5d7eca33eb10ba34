/**
 * How the servers are that the gateway works with, as far as its own dealings with them show:
 * {@link org.oisp.gateway.telemetry.health.NeighbourHealth} is told by events, and read by whoever shows it.
 */
@NullMarked
package org.oisp.gateway.telemetry.health;

import org.jspecify.annotations.NullMarked;

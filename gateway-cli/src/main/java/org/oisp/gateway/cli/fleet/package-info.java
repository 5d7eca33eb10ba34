/**
 * The load tool: {@link org.oisp.gateway.cli.fleet.FleetRun} runs devices and senders on real sockets, and
 * {@link org.oisp.gateway.cli.fleet.FleetResult} holds the measurements.
 */
@NullMarked
package org.oisp.gateway.cli.fleet;

import org.jspecify.annotations.NullMarked;

/**
 * The load tool: {@link org.oisp.gateway.server.cli.fleet.FleetRun} is devices and dashboards on real sockets, and
 * {@link org.oisp.gateway.server.cli.fleet.FleetResult} is what was measured.
 */
@NullMarked
package org.oisp.gateway.server.cli.fleet;

import org.jspecify.annotations.NullMarked;

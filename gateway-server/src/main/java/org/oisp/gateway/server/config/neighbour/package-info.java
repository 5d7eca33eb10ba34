/**
 * Reads the settings of the neighbours from any of their forms: the gateway's own variables, the original's configuration, or Cloud
 * Foundry's services. The entry point is {@link org.oisp.gateway.server.config.neighbour.NeighbourReader}.
 */
@NullMarked
package org.oisp.gateway.server.config.neighbour;

import org.jspecify.annotations.NullMarked;

/**
 * The servers that the gateway works with, out of whichever form they are given in: the gateway's own settings, the original's
 * configuration, or Cloud Foundry's services. {@link org.oisp.gateway.server.config.neighbour.NeighbourReader} is the entry.
 */
@NullMarked
package org.oisp.gateway.server.config.neighbour;

import org.jspecify.annotations.NullMarked;

/**
 * What the gateway needs of whatever connects its instances: a {@link org.oisp.gateway.cluster.bus.BusLink} while there is one, and
 * a {@link org.oisp.gateway.cluster.bus.BusListener} for what comes over it.
 */
@NullMarked
package org.oisp.gateway.cluster.bus;

import org.jspecify.annotations.NullMarked;

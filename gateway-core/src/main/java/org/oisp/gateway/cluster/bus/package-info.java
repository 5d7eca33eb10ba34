/**
 * The interfaces to the messaging system that connects the instances: a {@link org.oisp.gateway.cluster.bus.BusLink} sends, a {@link
 * org.oisp.gateway.cluster.bus.BusListener} receives.
 */
@NullMarked
package org.oisp.gateway.cluster.bus;

import org.jspecify.annotations.NullMarked;

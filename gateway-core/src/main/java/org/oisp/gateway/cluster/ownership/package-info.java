/**
 * Decides which instance owns a device: {@link org.oisp.gateway.cluster.ownership.Ownership} announces the devices that connect here and
 * gives up those that connected to other instances; {@link org.oisp.gateway.cluster.ownership.TakeoverThrottle} slows connections that
 * take a device from each other.
 */
@NullMarked
package org.oisp.gateway.cluster.ownership;

import org.jspecify.annotations.NullMarked;

/**
 * Which instance has a device: {@link org.oisp.gateway.cluster.ownership.Ownership} tells the others what connects here, and gives up what
 * has connected to them; {@link org.oisp.gateway.cluster.ownership.TakeoverThrottle} slows connections that take a device from each other.
 */
@NullMarked
package org.oisp.gateway.cluster.ownership;

import org.jspecify.annotations.NullMarked;

/**
 * Which instance has a device: {@link org.oisp.gateway.routing.owner.Ownership} tells the others what connects here, and gives up what
 * has connected to them; {@link org.oisp.gateway.routing.owner.Fights} slows connections that take a device from each other.
 */
@NullMarked
package org.oisp.gateway.routing.owner;

import org.jspecify.annotations.NullMarked;

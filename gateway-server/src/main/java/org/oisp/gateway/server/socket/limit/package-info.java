/**
 * The limits on peers that misbehave: {@link org.oisp.gateway.server.socket.limit.AddressLimits} slows, refuses and bans addresses,
 * {@link org.oisp.gateway.server.socket.limit.ConnectionLimits} slows a connection. Rationale: docs/decisions/093.
 */
@NullMarked
package org.oisp.gateway.server.socket.limit;

import org.jspecify.annotations.NullMarked;

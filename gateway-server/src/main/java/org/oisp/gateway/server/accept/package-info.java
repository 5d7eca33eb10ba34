/**
 * How a port accepts connections: {@link org.oisp.gateway.server.accept.AcceptGate} never accepts more than there are files for, and
 * {@link org.oisp.gateway.server.accept.PeerNetwork} says which addresses count as one peer.
 */
@NullMarked
package org.oisp.gateway.server.accept;

import org.jspecify.annotations.NullMarked;

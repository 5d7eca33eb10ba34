/**
 * How a port accepts connections: {@link org.oisp.gateway.server.accept.AcceptGate}, never more than there are files for; and whom it
 * counts as one peer: {@link org.oisp.gateway.server.accept.PeerNetwork}.
 */
@NullMarked
package org.oisp.gateway.server.accept;

import org.jspecify.annotations.NullMarked;

/**
 * When an accepted socket is read for the first time: {@link org.oisp.gateway.server.socket.arrival.AcceptedSocketQueue} lets them in one after
 * the other, as fast as the event loop keeps up with its connected devices beside.
 */
@NullMarked
package org.oisp.gateway.server.socket.arrival;

import org.jspecify.annotations.NullMarked;

/**
 * When an accepted socket is read for the first time: {@link org.oisp.gateway.server.socket.arrival.AcceptedSocketQueue} admits sockets in
 * order, as fast as the event loop can without delaying its connected devices.
 */
@NullMarked
package org.oisp.gateway.server.socket.arrival;

import org.jspecify.annotations.NullMarked;

/**
 * The conversation on a socket, independent of the socket: {@link org.oisp.gateway.session.Session} turns a flux of the peer's messages
 * into a flux of messages for the peer.
 */
@NullMarked
package org.oisp.gateway.session;

import org.jspecify.annotations.NullMarked;

/**
 * The device port: handshakes and frames, at the level of bytes. {@link org.oisp.gateway.server.socket.DeviceSocketServer} is its entry
 * point; a {@link org.oisp.gateway.session.Session} handles a socket's messages.
 */
@NullMarked
package org.oisp.gateway.server.socket;

import org.jspecify.annotations.NullMarked;

/**
 * The device port: handshakes and frames, down to the byte. {@link org.oisp.gateway.server.socket.DeviceSocketServer} is its entry; a
 * socket's conversation is a {@link org.oisp.gateway.session.Session}.
 */
@NullMarked
package org.oisp.gateway.server.socket;

import org.jspecify.annotations.NullMarked;

/**
 * TLS on the device port: {@link org.oisp.gateway.server.socket.tls.DeviceTls} creates a handler for each connection, from files that may
 * change at any time. For the choice of BoringSSL and the meaning of client certificates see docs/decisions/020.
 */
@NullMarked
package org.oisp.gateway.server.socket.tls;

import org.jspecify.annotations.NullMarked;

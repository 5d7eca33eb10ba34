/**
 * TLS on the device port: {@link org.oisp.gateway.server.socket.tls.DeviceTls} makes a handler for each connection, from files that
 * may change at any time. Why BoringSSL, and what a client's certificate is worth: docs/decisions/020.
 */
@NullMarked
package org.oisp.gateway.server.socket.tls;

import org.jspecify.annotations.NullMarked;

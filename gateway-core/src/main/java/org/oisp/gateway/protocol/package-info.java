/**
 * The messages of the wire: what a peer sends ({@link org.oisp.gateway.protocol.Inbound}), what it is sent
 * ({@link org.oisp.gateway.protocol.Outbound}), and what reads the one from JSON
 * ({@link org.oisp.gateway.protocol.MessageReader}; the scanner behind it is hidden). Payloads are slices of the bytes received.
 */
@NullMarked
package org.oisp.gateway.protocol;

import org.jspecify.annotations.NullMarked;

/**
 * The wire messages: what a peer sends ({@link org.oisp.gateway.protocol.Inbound}), what it receives
 * ({@link org.oisp.gateway.protocol.Outbound}), and the JSON parser ({@link org.oisp.gateway.protocol.MessageReader}; its scanner is
 * package-private). Payloads are slices of the received bytes.
 */
@NullMarked
package org.oisp.gateway.protocol;

import org.jspecify.annotations.NullMarked;

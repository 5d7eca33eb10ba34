package org.oisp.gateway.server.socket;

/**
 * How many sockets the device port may have open.
 *
 * @param connections sockets that are served; more are answered 503
 * @param refusals sockets above that which are answered 503; more are closed without an answer
 * @param files sockets in any state, from accept to close; at this number the port pauses accepting until one is closed
 * @param cause what limits {@code connections}, for the log
 */
public record SocketBounds(int connections, int refusals, int files, String cause) {}

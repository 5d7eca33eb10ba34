package org.oisp.gateway.server.socket;

/**
 * How many sockets the device port may have open.
 *
 * @param connections those that are served; more are answered 503
 * @param refusals those over that which may be open just to be answered; more are closed without an answer
 * @param files sockets in whatever state, from being accepted to being closed; at so many none is accepted until one is closed
 * @param cause what bounds the first, as the log says it
 */
public record SocketBounds(int connections, int refusals, int files, String cause) {}

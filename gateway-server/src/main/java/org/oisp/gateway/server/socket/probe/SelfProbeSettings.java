package org.oisp.gateway.server.socket.probe;

import java.time.Duration;

/**
 * How often the gateway sends itself an actuation.
 *
 * @param interval from one that has arrived to the next; zero for none
 * @param timeout how long one may take, from connecting on
 */
public record SelfProbeSettings(Duration interval, Duration timeout) {}

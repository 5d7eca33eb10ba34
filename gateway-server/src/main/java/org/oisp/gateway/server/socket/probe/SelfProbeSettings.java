package org.oisp.gateway.server.socket.probe;

import java.time.Duration;

/**
 * Interval and timeout of the self-probe.
 *
 * @param interval delay between the end of one probe and the start of the next; zero disables the self-probe
 * @param timeout limit for one probe, from connecting on
 */
public record SelfProbeSettings(Duration interval, Duration timeout) {}

package org.oisp.gateway.server.config;

import java.time.Duration;

/**
 * How a gateway empties itself.
 *
 * @param grace how long it keeps its sessions after it says that it is not ready; zero for not at all
 * @param perSecond how many sessions are told to go each second, unless that would take too long
 * @param timeout how long all of it may take
 */
public record DrainSettings(Duration grace, int perSecond, Duration timeout) {}

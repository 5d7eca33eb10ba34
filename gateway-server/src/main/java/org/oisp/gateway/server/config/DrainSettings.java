package org.oisp.gateway.server.config;

import java.time.Duration;

/**
 * Bounds of a drain.
 *
 * @param grace how long sessions stay open after the instance reports that it is not ready; zero to close them at once
 * @param perSecond sessions to close each second; more if the timeout requires it
 * @param timeout time for the whole drain
 */
public record DrainSettings(Duration grace, int perSecond, Duration timeout) {}

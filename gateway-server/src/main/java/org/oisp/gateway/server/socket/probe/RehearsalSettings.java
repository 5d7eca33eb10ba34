package org.oisp.gateway.server.socket.probe;

import java.time.Duration;

/**
 * The bound of the warm-up.
 *
 * @param time how long the gateway rehearses before it is ready; zero disables the warm-up
 */
public record RehearsalSettings(Duration time) {}

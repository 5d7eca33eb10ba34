package org.oisp.gateway.server.management;

/**
 * Progress of a drain.
 *
 * @param state {@code serving}, {@code waiting} (the grace), {@code closing}, {@code releasing} (rows and lease) or {@code drained}
 * @param connections open sessions
 * @param devices registered devices
 */
public record DrainProgress(String state, int connections, int devices) {}

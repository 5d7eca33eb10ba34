package org.oisp.gateway.server.management;

/**
 * How far a drain has come.
 *
 * @param state {@code serving}, {@code waiting} (the grace), {@code closing}, {@code releasing} (rows and lease) or {@code drained}
 * @param connections sessions that are open
 * @param devices devices that are registered
 */
public record DrainProgress(String state, int connections, int devices) {}

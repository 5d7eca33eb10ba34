package org.oisp.gateway.server.management;

/**
 * What operators can change on this instance while it runs.
 *
 * @param drain starts and reports the drain
 * @param logLevel shows and changes the log level
 */
public record InstanceControls(DrainControl drain, LogLevelControl logLevel) {}

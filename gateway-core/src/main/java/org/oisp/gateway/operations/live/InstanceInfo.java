package org.oisp.gateway.operations.live;

/**
 * This instance's identity.
 *
 * @param name its name in binding rows
 * @param version its version
 * @param startedMillis when it started, in milliseconds since 1970
 */
public record InstanceInfo(String name, String version, long startedMillis) {}

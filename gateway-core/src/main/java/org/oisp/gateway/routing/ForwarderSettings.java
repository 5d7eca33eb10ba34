package org.oisp.gateway.routing;

import java.time.Duration;

/**
 * The limits of actuations for other instances.
 *
 * @param messages maximum number in transit
 * @param bytes maximum total of their bytes
 * @param remembered maximum number of cached device addresses
 * @param refresh age after which a cached address is looked up again; it stays in use meanwhile
 * @param pause how long an unknown device, or the list of devices with an id, stays cached
 */
public record ForwarderSettings(int messages, int bytes, int remembered, Duration refresh, Duration pause) {}

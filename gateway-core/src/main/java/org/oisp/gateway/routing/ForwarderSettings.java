package org.oisp.gateway.routing;

import java.time.Duration;

/**
 * The bounds of actuations that go to other instances.
 *
 * @param messages how many may be under way
 * @param bytes how many bytes they may have together
 * @param remembered of how many devices the address is remembered
 * @param refresh an address that was looked up so long ago is looked up again, and used meanwhile
 * @param pause that there is no such device, and which devices have an id, is believed for so long
 */
public record ForwarderSettings(int messages, int bytes, int remembered, Duration refresh, Duration pause) {}

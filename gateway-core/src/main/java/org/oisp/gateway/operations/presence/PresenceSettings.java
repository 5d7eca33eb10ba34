package org.oisp.gateway.operations.presence;

import java.time.Duration;

/**
 * The bounds of asking who is connected where.
 *
 * @param timeout how long the other instances may take to answer
 * @param requests how many requests may be under way at once
 */
public record PresenceSettings(Duration timeout, int requests) {}

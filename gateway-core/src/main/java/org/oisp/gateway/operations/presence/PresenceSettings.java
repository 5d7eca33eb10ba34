package org.oisp.gateway.operations.presence;

import java.time.Duration;

/**
 * The limits of presence requests.
 *
 * @param timeout how long the other instances may take to answer
 * @param requests the maximum number of concurrent requests
 */
public record PresenceSettings(Duration timeout, int requests) {}

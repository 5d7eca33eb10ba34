package org.oisp.gateway.cluster.ownership;

import java.time.Duration;

/**
 * The bounds of telling others what is here.
 *
 * @param batch how many devices are subscribed to, left or announced at once
 * @param patience how long a device waits for its answer until the others know
 */
public record OwnerSettings(int batch, Duration patience) {}

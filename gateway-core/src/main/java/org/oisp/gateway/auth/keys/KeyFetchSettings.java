package org.oisp.gateway.auth.keys;

import java.time.Duration;

/**
 * The settings for fetching a provider's keys.
 *
 * @param refresh the delay after a successful fetch
 * @param retry the delay after a failed fetch
 * @param unknownKeyPause how long no further token with an unknown {@code kid} triggers a fetch, after one has
 * @param timeout how long a fetch may take in all
 * @param maxBytes the maximum length of the document
 * @param maxKeys the maximum number of keys in it
 */
public record KeyFetchSettings(
        Duration refresh, Duration retry, Duration unknownKeyPause, Duration timeout, int maxBytes, int maxKeys) {}

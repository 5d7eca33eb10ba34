package org.oisp.gateway.auth.keys;

import java.time.Duration;

/**
 * How a provider's keys are fetched.
 *
 * @param refresh from one fetch that went well to the next
 * @param retry from one that failed to the next
 * @param unknownKeyPause for so long after a token with an unknown {@code kid} has had keys fetched, no other such token does
 * @param timeout how long a fetch may take in all
 * @param maxBytes how long a document may be
 * @param maxKeys how many keys it may hold
 */
public record KeyFetchSettings(
        Duration refresh, Duration retry, Duration unknownKeyPause, Duration timeout, int maxBytes, int maxKeys) {}

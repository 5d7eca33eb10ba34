package org.oisp.gateway.limits;

/**
 * A limited address.
 *
 * @param address the address, or its 64-bit network
 * @param banned whether its connections are not accepted at all
 * @param reason what it did too often
 * @param count how often, since it was last free of misuse
 * @param sinceMillis when it was limited, in milliseconds since 1970
 * @param turnedAway number of its connections delayed, refused or not accepted since
 */
public record LimitedAddress(
        String address, boolean banned, Misuse reason, long count, long sinceMillis, long turnedAway) {}

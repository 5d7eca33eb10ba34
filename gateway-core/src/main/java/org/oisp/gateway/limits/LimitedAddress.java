package org.oisp.gateway.limits;

/**
 * An address that is limited.
 *
 * @param address the address, or its network of 64 bits
 * @param banned whether its connections are not accepted at all
 * @param reason what it did too often
 * @param count how often, since it was last without blame
 * @param sinceMillis since when it is limited, in milliseconds since 1970
 * @param turnedAway how many of its connections were delayed, refused or not accepted since
 */
public record LimitedAddress(
        String address, boolean banned, Misuse reason, long count, long sinceMillis, long turnedAway) {}

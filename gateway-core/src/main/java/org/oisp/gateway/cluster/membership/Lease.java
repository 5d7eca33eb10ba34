package org.oisp.gateway.cluster.membership;

/**
 * What an instance's row says. Times are the database's.
 *
 * @param server the instance's name
 * @param version its version
 * @param startedMillis when it started, in milliseconds since 1970
 * @param beatMillis when it last said that it is alive, in milliseconds since 1970
 * @param sinceBeatMillis how long ago that was when the row was read
 * @param lastsMillis how long it counted as alive from then on, if it says nothing more; zero or less if it did not any more
 */
public record Lease(
        String server, String version, long startedMillis, long beatMillis, long sinceBeatMillis, long lastsMillis) {}

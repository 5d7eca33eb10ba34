package org.oisp.gateway.cluster.membership;

/**
 * An instance's lease row. All times are the database's.
 *
 * @param server the instance's name
 * @param version the instance's version
 * @param startedMillis when it started, in milliseconds since 1970
 * @param beatMillis its last beat, in milliseconds since 1970
 * @param sinceBeatMillis the age of the last beat when the row was read, in milliseconds
 * @param lastsMillis the time from the reading until the lease expires without another beat, in milliseconds; zero or less if expired
 */
public record Lease(
        String server, String version, long startedMillis, long beatMillis, long sinceBeatMillis, long lastsMillis) {}

package org.oisp.gateway.auth;

import java.time.Duration;

/**
 * The bounds of the {@link BindingLedger}.
 *
 * @param server what the binding row says of where the device is: host and port of this instance
 * @param queryTimeout how long a batch may take at the database
 * @param lockTimeout how much of that it waits for rows that somebody else has locked
 * @param batchSize how many devices are looked up and bound by one statement at most
 */
public record LedgerSettings(String server, Duration queryTimeout, Duration lockTimeout, int batchSize) {}

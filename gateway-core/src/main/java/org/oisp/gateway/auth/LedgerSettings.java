package org.oisp.gateway.auth;

import java.time.Duration;

/**
 * The settings of the {@link BindingLedger}.
 *
 * @param server the address in the binding rows: host and port of this instance
 * @param queryTimeout how long a batch may take at the database
 * @param lockTimeout how much of that it waits for rows that another database session has locked
 * @param batchSize the maximum number of devices that one statement looks up and binds
 */
public record LedgerSettings(String server, Duration queryTimeout, Duration lockTimeout, int batchSize) {}

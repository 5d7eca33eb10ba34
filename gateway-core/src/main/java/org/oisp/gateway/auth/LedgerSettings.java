package org.oisp.gateway.auth;

import java.time.Duration;

/**
 * The settings of the {@link BindingLedger}.
 *
 * @param server the address in the binding rows: host and port of this instance
 * @param queryTimeout how long a batch may take at the database
 * @param lockTimeout how much of that it waits for rows that another database session has locked
 * @param batchSize the maximum number of devices that one statement looks up and binds
 * @param rehearsal whether the statements grant every claim and write nothing
 */
public record LedgerSettings(
        String server, Duration queryTimeout, Duration lockTimeout, int batchSize, boolean rehearsal) {

    /** No instance has this address, so that no row is this one's. Fits into the shortest column in use. */
    private static final String NO_INSTANCE = "rehearsal";

    /** Creates the settings of a ledger that writes rows. */
    public LedgerSettings(String server, Duration queryTimeout, Duration lockTimeout, int batchSize) {
        this(server, queryTimeout, lockTimeout, batchSize, false);
    }

    /** Returns the same settings for a ledger that runs the statements of registrations, grants every claim, and writes nothing. */
    public LedgerSettings ofRehearsal() {
        return new LedgerSettings(NO_INSTANCE, queryTimeout, lockTimeout, batchSize, true);
    }
}

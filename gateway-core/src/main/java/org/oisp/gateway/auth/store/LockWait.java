package org.oisp.gateway.auth.store;

/** How long a batch waits for what somebody else has locked. */
public enum LockWait {
    /** For rows that are about to be free: some lock timeout, and whatever is locked after that is left out. */
    BRIEF,
    /** Not for rows: those that are locked are left out at once. */
    NONE,
    /** For the tables, as long as a batch may take; for rows as {@link #NONE}. */
    FOR_TABLES
}

package org.oisp.gateway.auth.store;

/** How long a batch waits for locks of other database sessions. */
public enum LockWait {
    /** Waits one lock timeout for rows, then skips those that are still locked. */
    BRIEF,
    /** Skips locked rows at once. */
    SKIP,
    /** Waits for tables as long as a batch may take, and skips locked rows as {@link #SKIP} does. */
    FOR_TABLES
}

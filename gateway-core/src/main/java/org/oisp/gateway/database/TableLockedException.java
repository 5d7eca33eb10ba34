package org.oisp.gateway.database;

/** A table stayed locked for longer than a batch may take. */
public final class TableLockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the table and the holder of its lock. */
    public TableLockedException(LockHolder holder) {
        super(holder.toString(), null, false, false);
    }
}

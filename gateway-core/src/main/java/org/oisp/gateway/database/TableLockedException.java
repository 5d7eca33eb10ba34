package org.oisp.gateway.database;

/** A table was locked for longer than a batch may take. */
public final class TableLockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which, and by whom.
     *
     * @param holder who holds the lock
     */
    public TableLockedException(LockHolder holder) {
        super(holder.toString(), null, false, false);
    }
}

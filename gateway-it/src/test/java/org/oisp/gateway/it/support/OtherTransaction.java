package org.oisp.gateway.it.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.oisp.gateway.device.DeviceIdentity;

/** Another client's transaction that stays open, and keeps its locks, for as long as the test wants. */
public final class OtherTransaction implements AutoCloseable {

    public static final String APPLICATION = "a report of somebody's";

    private final Connection holder;

    private OtherTransaction(TestDatabase database) throws SQLException {
        holder = database.connect();
        holder.setAutoCommit(false);
        execute("SET application_name = '" + APPLICATION.replace("'", "''") + "'");
    }

    /** Locks the binding rows of the devices; each must have one. */
    public static OtherTransaction locking(TestDatabase database, List<DeviceIdentity> devices) {
        String keys = devices.stream().map(device -> "'" + device.uid() + "'").collect(Collectors.joining(","));
        return doing(
                database,
                "SELECT 1 FROM dashboard.\"connectionBindings\" WHERE \"deviceUID\" IN (" + keys + ") FOR UPDATE");
    }

    /** Executes a statement in a new transaction. */
    public static OtherTransaction doing(TestDatabase database, String sql) {
        try {
            OtherTransaction lock = new OtherTransaction(database);
            lock.execute(sql);
            return lock;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Executes one more statement; throws what the server reports. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Commits the transaction and closes its connection. */
    public void commit() throws SQLException {
        holder.commit();
        holder.close();
    }

    /** Rolls back what is not committed; may be called twice. */
    @Override
    public void close() {
        try {
            if (!holder.isClosed()) {
                holder.rollback();
                holder.close();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}

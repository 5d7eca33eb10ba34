package org.oisp.gateway.it.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.oisp.gateway.device.DeviceIdentity;

/** Somebody else's session, which holds binding rows for as long as the test wants. */
public final class RowLock implements AutoCloseable {

    public static final String APPLICATION = "a report of somebody's";

    private final Connection holder;

    private RowLock(TestDatabase database) throws SQLException {
        holder = database.connect();
        holder.setAutoCommit(false);
        execute("SET application_name = '" + APPLICATION.replace("'", "''") + "'");
    }

    /** Locks the rows of devices, which have to be there. */
    public static RowLock on(TestDatabase database, List<DeviceIdentity> devices) {
        String keys = devices.stream().map(device -> "'" + device.uid() + "'").collect(Collectors.joining(","));
        return doing(
                database,
                "SELECT 1 FROM dashboard.\"connectionBindings\" WHERE \"deviceUID\" IN (" + keys + ") FOR UPDATE");
    }

    /** Does something in a transaction that is not committed. */
    public static RowLock doing(TestDatabase database, String sql) {
        try {
            RowLock lock = new RowLock(database);
            lock.execute(sql);
            return lock;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Does more in the same transaction; fails as the server does. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Lets the rows go; may be called twice. */
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

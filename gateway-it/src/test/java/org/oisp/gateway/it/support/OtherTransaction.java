package org.oisp.gateway.it.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.oisp.gateway.device.DeviceIdentity;

/** A transaction of somebody else's, which stays open, and holds what it has locked, for as long as the test wants. */
public final class OtherTransaction implements AutoCloseable {

    public static final String APPLICATION = "a report of somebody's";

    private final Connection holder;

    private OtherTransaction(TestDatabase database) throws SQLException {
        holder = database.connect();
        holder.setAutoCommit(false);
        execute("SET application_name = '" + APPLICATION.replace("'", "''") + "'");
    }

    /** Has locked the rows of devices, which have to be there. */
    public static OtherTransaction locking(TestDatabase database, List<DeviceIdentity> devices) {
        String keys = devices.stream().map(device -> "'" + device.uid() + "'").collect(Collectors.joining(","));
        return doing(
                database,
                "SELECT 1 FROM dashboard.\"connectionBindings\" WHERE \"deviceUID\" IN (" + keys + ") FOR UPDATE");
    }

    /** Has done something. */
    public static OtherTransaction doing(TestDatabase database, String sql) {
        try {
            OtherTransaction lock = new OtherTransaction(database);
            lock.execute(sql);
            return lock;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Does more; fails as the server does. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends it for good. */
    public void commit() throws SQLException {
        holder.commit();
        holder.close();
    }

    /** Lets go what is not committed; may be called twice. */
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

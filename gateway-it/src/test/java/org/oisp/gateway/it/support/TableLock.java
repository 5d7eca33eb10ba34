package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Locks a table of the dashboard, so that every statement that uses it waits. */
public final class TableLock implements AutoCloseable {

    public static final String DEVICES = "dashboard.devices";
    public static final String BINDINGS = "dashboard.\"connectionBindings\"";

    private final TestDatabase database;
    private final String table;
    private final OtherTransaction holder;

    private TableLock(TestDatabase database, String table) {
        this.database = database;
        this.table = table;
        this.holder = OtherTransaction.doing(database, "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
    }

    public static TableLock on(TestDatabase database, String table) {
        return new TableLock(database, table);
    }

    /** Waits until a statement waits for the table; ignores the gateway's self-test of registration. */
    public void awaitWaiter() {
        await().until(() -> count("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                        + " WHERE NOT l.granted AND a.query NOT LIKE '/* a trial%' AND l.relation = '" + table
                        + "'::regclass")
                > 0);
    }

    /** Waits until the server executes no statement of a gateway, including those that their gateway has given up. */
    public static void awaitNoStatement(TestDatabase database) {
        await().until(() -> count(
                        database,
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'oisp-gateway' AND state <> 'idle'")
                == 0);
    }

    private long count(String sql) {
        return count(database, sql);
    }

    private static long count(TestDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Executes a statement and commits, before the waiting statements continue. */
    public void commit(String sql) {
        try {
            holder.execute(sql);
            holder.commit();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Releases the lock; may be called twice. */
    @Override
    public void close() {
        holder.close();
    }
}

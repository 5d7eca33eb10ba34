package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Holds a table of the dashboard's, so that every statement at it waits. */
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

    /** Waits until a statement waits for the table, other than a gateway's trial whether devices can register. */
    public void awaitWaiter() {
        await().until(() -> count("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                        + " WHERE NOT l.granted AND a.query NOT LIKE '/* a trial%' AND l.relation = '" + table
                        + "'::regclass")
                > 0);
    }

    /** Waits until no statement of a gateway is under way at the server, not even one whose gateway has given it up. */
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

    /** Does something with the table, which the statements that wait for it find done. */
    public void commit(String sql) {
        try {
            holder.execute(sql);
            holder.commit();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Lets the statements go on; may be called twice. */
    @Override
    public void close() {
        holder.close();
    }
}

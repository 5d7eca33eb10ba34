package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;

/** The SQL statements of {@link InstanceStore}, for PostgreSQL 9.3 and newer. Every time is the database's. */
final class InstanceSql {

    /** Asks the catalogue, because the CREATE statements below need rights that only the creating instance must have. */
    private static final String EXISTS = """
            SELECT count(*) AS n
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
            WHERE s.nspname = $1 AND c.relname = $2
            """;

    /** Serializes creation: concurrent CREATE statements conflict even with IF NOT EXISTS. The number is arbitrary but fixed. */
    private static final String LOCK = "SELECT count(pg_advisory_xact_lock(4863547091)) AS n";

    private static final String CREATE_SCHEMA = "CREATE SCHEMA IF NOT EXISTS gateway";

    private static final String CREATE_TABLE = """
            CREATE TABLE IF NOT EXISTS gateway.instances (
              server varchar(255) PRIMARY KEY,
              incarnation uuid NOT NULL,
              started timestamptz NOT NULL,
              beat timestamptz NOT NULL,
              expires timestamptz NOT NULL,
              version text NOT NULL)
            """;

    /**
     * $1 this instance, $2 its incarnation, $3 the lease in milliseconds, $4 for how many milliseconds the row of a cleared instance
     * stays. An expired lease is not renewed, because another instance may have begun to clear its rows. {@code next} is the time in
     * milliseconds until another instance's lease expires or its row may be deleted.
     */
    private static final String BEAT = """
            WITH kept AS (
              UPDATE gateway.instances
              SET beat = clock_timestamp(), expires = clock_timestamp() + $3 * interval '1 millisecond'
              WHERE server = $1 AND incarnation = $2 AND expires > clock_timestamp()
              RETURNING server
            )
            SELECT (SELECT count(*) FROM kept) AS kept,
                   (SELECT count(*) FROM gateway.instances WHERE expires > clock_timestamp()) AS alive,
                   (SELECT ceil(extract(epoch FROM min(%s) - clock_timestamp()) * 1000)::bigint
                    FROM gateway.instances WHERE server <> $1) AS next,
                   pg_postmaster_start_time()::text AS started
            """.formatted(due("$4"));

    /**
     * $1 this instance, $2 its incarnation, $3 the lease in milliseconds, $4 milliseconds since it started, $5 version, $6 whether a
     * lease in force may be taken over. A starting instance may do so, because the lease is usually that of its own killed process.
     */
    private static final String JOIN = """
            WITH former AS (
              SELECT incarnation <> $2 AND expires > clock_timestamp() AS other FROM gateway.instances WHERE server = $1
            ), taken AS (
              UPDATE gateway.instances
              SET incarnation = $2, started = clock_timestamp() - $4 * interval '1 millisecond', beat = clock_timestamp(),
                  expires = clock_timestamp() + $3 * interval '1 millisecond', version = $5
              WHERE server = $1 AND ($6 OR incarnation = $2 OR expires <= clock_timestamp())
              RETURNING server
            ), added AS (
              INSERT INTO gateway.instances (server, incarnation, started, beat, expires, version)
              SELECT $1, $2, clock_timestamp() - $4 * interval '1 millisecond', clock_timestamp(),
                     clock_timestamp() + $3 * interval '1 millisecond', $5
              WHERE NOT EXISTS (SELECT 1 FROM former)
              RETURNING server
            )
            SELECT (SELECT count(*) FROM taken) + (SELECT count(*) FROM added) AS joined,
                   (SELECT count(*) FROM former WHERE other) AS others
            """;

    /** $1 this instance, $2 milliseconds that the row of a cleared instance stays. */
    private static final String DEAD = """
            SELECT server, incarnation FROM gateway.instances WHERE server <> $1 AND %s <= clock_timestamp() ORDER BY expires
            """.formatted(due("$2"));

    /** $1 an instance, $2 its incarnation, $3 whether it may be alive. Never waits for another instance that clears the same rows. */
    private static final String GUARD = """
            SELECT 1 AS n FROM gateway.instances
            WHERE server = $1 AND incarnation = $2 AND ($3 OR expires <= clock_timestamp())
            FOR UPDATE NOWAIT
            """;

    /**
     * $1 an instance, $2 the maximum number of rows. Never waits for a row lock, so it takes no part in a deadlock with a batch of
     * registrations.
     */
    private static final String CLEAR = """
            WITH piece AS (
              SELECT id FROM dashboard."connectionBindings"
              WHERE server = $1 AND type = 'ws' AND "connectingStatus"
              LIMIT $2
              FOR UPDATE NOWAIT
            )
            UPDATE dashboard."connectionBindings" b SET "connectingStatus" = false, updated = now()
            FROM piece p WHERE b.id = p.id
            """;

    /** As {@link #CLEAR}, but skips locked rows; needs PostgreSQL 9.5. */
    private static final String CLEAR_FREE = CLEAR.replace("FOR UPDATE NOWAIT", "FOR UPDATE SKIP LOCKED");

    /** $1 an instance, $2 its incarnation. */
    private static final String REMOVE = "DELETE FROM gateway.instances WHERE server = $1 AND incarnation = $2";

    /** $1 an instance, $2 its incarnation. */
    private static final String MARK_CLEARED = "UPDATE gateway.instances SET incarnation = '" + Incarnation.CLEARED
            + "' WHERE server = $1 AND incarnation = $2";

    private InstanceSql() {}

    static Statement exists(Connection connection, String schema, String table) {
        return connection.createStatement(EXISTS).bind("$1", schema).bind("$2", table);
    }

    static Statement lock(Connection connection) {
        return connection.createStatement(LOCK);
    }

    static Statement createSchema(Connection connection) {
        return connection.createStatement(CREATE_SCHEMA);
    }

    static Statement createTable(Connection connection) {
        return connection.createStatement(CREATE_TABLE);
    }

    static Statement beat(Connection connection, Incarnation own, long leaseMillis, long graceMillis) {
        return bind(connection, BEAT, own).bind("$3", leaseMillis).bind("$4", graceMillis);
    }

    static Statement join(
            Connection connection,
            Incarnation own,
            long leaseMillis,
            long ageMillis,
            String version,
            boolean fromTheLiving) {
        return bind(connection, JOIN, own)
                .bind("$3", leaseMillis)
                .bind("$4", ageMillis)
                .bind("$5", version)
                .bind("$6", fromTheLiving);
    }

    static Statement dead(Connection connection, String own, long graceMillis) {
        return connection.createStatement(DEAD).bind("$1", own).bind("$2", graceMillis);
    }

    static Statement guard(Connection connection, Incarnation dead, boolean alive) {
        return bind(connection, GUARD, dead).bind("$3", alive);
    }

    static Statement clear(Connection connection, String server, int rows) {
        return connection.createStatement(CLEAR).bind("$1", server).bind("$2", rows);
    }

    static Statement clearFree(Connection connection, String server, int rows) {
        return connection.createStatement(CLEAR_FREE).bind("$1", server).bind("$2", rows);
    }

    static Statement remove(Connection connection, Incarnation dead) {
        return bind(connection, REMOVE, dead);
    }

    static Statement markCleared(Connection connection, Incarnation dead) {
        return bind(connection, MARK_CLEARED, dead);
    }

    /** When something is due for an instance: its lease runs out, or the time that its row stays after its rows were cleared. */
    private static String due(String graceMillis) {
        return "expires + CASE WHEN incarnation = '" + Incarnation.CLEARED + "' THEN " + graceMillis
                + " * interval '1 millisecond' ELSE interval '0' END";
    }

    private static Statement bind(Connection connection, String sql, Incarnation instance) {
        return connection.createStatement(sql).bind("$1", instance.server()).bind("$2", instance.id());
    }
}

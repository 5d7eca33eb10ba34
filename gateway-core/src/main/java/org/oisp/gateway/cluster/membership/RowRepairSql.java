package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.oisp.gateway.auth.store.Binding;

/** The SQL statements of {@link InstanceStore} that repair the binding rows of this instance's devices, for PostgreSQL 9.3 and newer. */
final class RowRepairSql {

    private static final String WANTED = """
            WITH wanted AS (
              SELECT unnest($1::uuid[]) AS device, unnest($2::timestamptz[]) AS at, unnest($4::uuid[]) AS fresh
            )""";

    /** A row that was cleared, or one that is older than what this instance wrote, because the database has lost that. */
    private static final String TO_ASSERT = """
            b."deviceUID" = r.device AND b.type = 'ws'
                AND ("lastConnectedAt" < r.at
                     OR ("lastConnectedAt" = r.at AND b.server = $3 AND NOT b."connectingStatus"))""";

    private static final String SET_ASSERTED =
            "SET server = $3, \"lastConnectedAt\" = %s.at, \"connectingStatus\" = true, updated = now()";

    private static final String INSERTED = """
            inserted AS (
              INSERT INTO dashboard."connectionBindings"
                (id, "deviceUID", "lastConnectedAt", server, "connectingStatus", type, created, updated)
              SELECT r.fresh, r.device, r.at, $3, true, 'ws', now(), now()
              FROM wanted r JOIN dashboard.devices d ON d.uid = r.device
              WHERE NOT EXISTS (
                SELECT 1 FROM dashboard."connectionBindings" b WHERE b."deviceUID" = r.device AND b.type = 'ws')
              RETURNING 1
            )""";

    /**
     * $1 devices, $2 the times when their rows were bound, $3 this instance, $4 ids for new rows. A take-over since then has given the row
     * a later time.
     */
    private static final String ASSERT = WANTED + """
            , updated AS (
              UPDATE dashboard."connectionBindings" b
              %s
              FROM wanted r
              WHERE %s
              RETURNING 1
            ), %s
            SELECT (SELECT count(*) FROM updated) + (SELECT count(*) FROM inserted) AS asserted, NULL::uuid AS device
            """.formatted(SET_ASSERTED.formatted("r"), TO_ASSERT, INSERTED);

    /** As {@link #ASSERT}, but skips locked rows and returns their devices; needs PostgreSQL 9.5. */
    private static final String ASSERT_FREE = WANTED + """
            , due AS (
              SELECT b.id, b."deviceUID" FROM wanted r JOIN dashboard."connectionBindings" b ON %1$s
            ), free AS (
              SELECT b.id, r.at FROM wanted r JOIN dashboard."connectionBindings" b ON %1$s
              FOR NO KEY UPDATE OF b SKIP LOCKED
            ), updated AS (
              UPDATE dashboard."connectionBindings" b
              %2$s
              FROM free f
              WHERE b.id = f.id
            ), %3$s
            SELECT n.asserted, w."deviceUID" AS device
            FROM (SELECT (SELECT count(*) FROM free) + (SELECT count(*) FROM inserted) AS asserted) n
            LEFT JOIN due w ON NOT EXISTS (SELECT 1 FROM free f WHERE f.id = w.id)
            """.formatted(TO_ASSERT, SET_ASSERTED.formatted("f"), INSERTED);

    /** $1 this instance, $2 the age in milliseconds that a row must have. */
    private static final String CONNECTED = """
            SELECT "deviceUID" AS device, "lastConnectedAt" AS at FROM dashboard."connectionBindings"
            WHERE server = $1 AND type = 'ws' AND "connectingStatus"
              AND "lastConnectedAt" < clock_timestamp() - $2 * interval '1 millisecond'
            """;

    private RowRepairSql() {}

    static Statement reassert(Connection connection, List<Binding> bindings, String server) {
        return reassert(connection, ASSERT, bindings, server);
    }

    static Statement reassertFree(Connection connection, List<Binding> bindings, String server) {
        return reassert(connection, ASSERT_FREE, bindings, server);
    }

    static Statement connected(Connection connection, String server, long ageMillis) {
        return connection.createStatement(CONNECTED).bind("$1", server).bind("$2", ageMillis);
    }

    private static Statement reassert(Connection connection, String sql, List<Binding> bindings, String server) {
        UUID[] devices = new UUID[bindings.size()];
        OffsetDateTime[] times = new OffsetDateTime[bindings.size()];
        UUID[] freshIds = new UUID[bindings.size()];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = bindings.get(i).device().value();
            times[i] = Instant.EPOCH
                    .plus(bindings.get(i).connectedAtMicros(), ChronoUnit.MICROS)
                    .atOffset(ZoneOffset.UTC);
            freshIds[i] = UUID.randomUUID();
        }
        return connection
                .createStatement(sql)
                .bind("$1", devices)
                .bind("$2", times)
                .bind("$3", server)
                .bind("$4", freshIds);
    }
}

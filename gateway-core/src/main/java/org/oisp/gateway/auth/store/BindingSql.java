package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL statements of {@link BindingStore}. Each takes arrays, so that a batch is one round trip. An instance has the statements that bind
 * devices; all others are the same for registrations and rehearsals.
 */
public final class BindingSql {

    private static final String FRESH_CLAIM = """
            WITH claim AS (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS account, unnest($2::varchar[]) AS id,
                     unnest($3::uuid[]) AS fresh%s
            ), found AS (
              SELECT c.n, c.fresh, d.uid
              FROM claim c JOIN dashboard.devices d ON d."accountId" = c.account AND d.id = c.id%s
            ),""";

    private static final String WRITE = """
            %s updated AS (
              UPDATE dashboard."connectionBindings" b
              SET server = $4, "connectingStatus" = true, updated = now(),
                  "lastConnectedAt" = greatest(clock_timestamp(), b."lastConnectedAt" + interval '1 microsecond')
              FROM %s f
              WHERE b."deviceUID" = f.uid AND b.type = 'ws'
              RETURNING b."deviceUID", b."lastConnectedAt"
            ), inserted AS (
              INSERT INTO dashboard."connectionBindings"
                (id, "deviceUID", "lastConnectedAt", server, "connectingStatus", type, created, updated)
              SELECT f.fresh, f.uid, clock_timestamp(), $4, true, 'ws', now(), now()
              FROM found f
              WHERE NOT EXISTS (%s)
              RETURNING "deviceUID", "lastConnectedAt"
            )
            SELECT f.n, f.uid, coalesce(u."lastConnectedAt", i."lastConnectedAt") AS at
            FROM found f
            LEFT JOIN updated u ON u."deviceUID" = f.uid
            LEFT JOIN inserted i ON i."deviceUID" = f.uid
            """;

    private static final String WRITE_ALL =
            WRITE.formatted("", "found", "SELECT 1 FROM updated u WHERE u.\"deviceUID\" = f.uid");

    /** Writes only rows that no other session has locked; needs PostgreSQL 9.5. Returns a device whose row is locked without a time. */
    private static final String WRITE_FREE = WRITE.formatted(
            """
             free AS (
              SELECT r."deviceUID" AS uid
              FROM found f JOIN dashboard."connectionBindings" r ON r."deviceUID" = f.uid AND r.type = 'ws'
              FOR NO KEY UPDATE OF r SKIP LOCKED
            ),""",
            "free",
            "SELECT 1 FROM dashboard.\"connectionBindings\" r WHERE r.\"deviceUID\" = f.uid AND r.type = 'ws'");

    /**
     * $1 accounts, $2 device ids, $3 ids for new rows, $4 this instance. Updates existing rows and inserts the others (ON CONFLICT needs
     * 9.5). Always changes the row's time, since the time identifies the row's owner.
     */
    private static final String BIND = FRESH_CLAIM.formatted("", "") + WRITE_ALL;

    private static final String BIND_FREE = FRESH_CLAIM.formatted("", "") + WRITE_FREE;

    private static final String KNOWN_CLAIM = FRESH_CLAIM.formatted(
            ", unnest($5::uuid[]) AS known",
            " AND c.known IS NULL UNION ALL SELECT c.n, c.fresh, c.known FROM claim c WHERE c.known IS NOT NULL");

    /** The same; $5 the device keys as far as a replica knows them, null for a device to look up here. */
    private static final String BIND_KNOWN = KNOWN_CLAIM + WRITE_ALL;

    private static final String BIND_KNOWN_FREE = KNOWN_CLAIM + WRITE_FREE;

    /**
     * Grants the claims of unknown devices as well, so that a rehearsal without rows has as many results as a registration. The SQL comments
     * explain these statements to an administrator who sees them at the server.
     */
    private static final String REHEARSED =
            "/* a rehearsal, which writes nothing */ %s UNION ALL SELECT c.n, c.fresh, clock_timestamp() FROM claim c";

    private static final String TRIAL = "/* a trial, which is rolled back */ " + BIND_KNOWN;

    /** $1 device keys, $2 the times at which their rows were bound, $3 this instance. */
    private static final String RELEASE = """
            UPDATE dashboard."connectionBindings" b
            SET "connectingStatus" = false, updated = now()
            FROM (SELECT unnest($1::uuid[]) AS device, unnest($2::timestamptz[]) AS at) r
            WHERE b."deviceUID" = r.device AND b.type = 'ws' AND b.server = $3 AND b."lastConnectedAt" = r.at
            """;

    /** The same for rows that no other session has locked; needs PostgreSQL 9.5. Returns the devices whose rows are locked. */
    private static final String RELEASE_FREE = """
            WITH wanted AS (
              SELECT b.id, b."deviceUID"
              FROM (SELECT unnest($1::uuid[]) AS device, unnest($2::timestamptz[]) AS at) r
              JOIN dashboard."connectionBindings" b
                ON b."deviceUID" = r.device AND b.type = 'ws' AND b.server = $3 AND b."lastConnectedAt" = r.at
            ), free AS (
              SELECT b.id
              FROM (SELECT unnest($1::uuid[]) AS device, unnest($2::timestamptz[]) AS at) r
              JOIN dashboard."connectionBindings" b
                ON b."deviceUID" = r.device AND b.type = 'ws' AND b.server = $3 AND b."lastConnectedAt" = r.at
              FOR NO KEY UPDATE OF b SKIP LOCKED
            ), cleared AS (
              UPDATE dashboard."connectionBindings" b
              SET "connectingStatus" = false, updated = now()
              FROM free f
              WHERE b.id = f.id
            )
            SELECT w."deviceUID" AS device FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM free f WHERE f.id = w.id)
            """;

    /** $1 this instance. */
    private static final String SWEEP = """
            UPDATE dashboard."connectionBindings"
            SET "connectingStatus" = false, updated = now()
            WHERE server = $1 AND type = 'ws' AND "connectingStatus"
            """;

    /**
     * The same for rows that no other session has locked; needs PostgreSQL 9.5. Returns one row for each locked row, or else one without a
     * device.
     */
    private static final String SWEEP_FREE = """
            WITH wanted AS (
              SELECT id, "deviceUID", "lastConnectedAt"
              FROM dashboard."connectionBindings" WHERE server = $1 AND type = 'ws' AND "connectingStatus"
            ), free AS (
              SELECT id
              FROM dashboard."connectionBindings" WHERE server = $1 AND type = 'ws' AND "connectingStatus"
              FOR NO KEY UPDATE SKIP LOCKED
            ), cleared AS (
              UPDATE dashboard."connectionBindings" b
              SET "connectingStatus" = false, updated = now()
              FROM free f
              WHERE b.id = f.id
            )
            SELECT n.cleared, w."deviceUID" AS device, w."lastConnectedAt" AS at
            FROM (SELECT count(*) AS cleared FROM free) n
            LEFT JOIN wanted w ON NOT EXISTS (SELECT 1 FROM free f WHERE f.id = w.id)
            """;

    /** Binds devices. */
    public static final BindingSql REGISTRATION = new BindingSql("%s");

    /** Looks unknown devices up, as a registration does, grants their claims, and writes nothing. */
    public static final BindingSql REHEARSAL = new BindingSql(REHEARSED);

    private final String bind;
    private final String bindKnown;
    private final String bindFree;
    private final String bindKnownFree;

    private BindingSql(String form) {
        bind = form.formatted(BIND);
        bindKnown = form.formatted(BIND_KNOWN);
        bindFree = form.formatted(BIND_FREE);
        bindKnownFree = form.formatted(BIND_KNOWN_FREE);
    }

    /** Binds the devices to an instance; {@code known} has the keys that replicas know, null if there are no replicas. */
    Statement bind(Connection connection, List<DeviceClaim> claims, String server, UUID @Nullable [] known) {
        return bind(connection, bind, bindKnown, claims, server, known);
    }

    /** Binds only the devices whose rows no other session has locked. */
    Statement bindFree(Connection connection, List<DeviceClaim> claims, String server, UUID @Nullable [] known) {
        return bind(connection, bindFree, bindKnownFree, claims, server, known);
    }

    private static Statement bind(
            Connection connection,
            String unknownSql,
            String knownSql,
            List<DeviceClaim> claims,
            String server,
            UUID @Nullable [] known) {
        return known == null
                ? bind(connection, unknownSql, claims, server)
                : bind(connection, knownSql, claims, server).bind("$5", known);
    }

    /** Binds one device under a key that does not exist. */
    static Statement trial(Connection connection, List<DeviceClaim> nobody, String server, UUID key) {
        return bind(connection, TRIAL, nobody, server).bind("$5", new UUID[] {key});
    }

    private static Statement bind(Connection connection, String sql, List<DeviceClaim> claims, String server) {
        UUID[] freshIds = new UUID[claims.size()];
        for (int i = 0; i < freshIds.length; i++) {
            freshIds[i] = UUID.randomUUID();
        }
        return connection
                .createStatement(sql)
                .bind("$1", accounts(claims))
                .bind("$2", ids(claims))
                .bind("$3", freshIds)
                .bind("$4", server);
    }

    static Statement release(Connection connection, List<Binding> bindings, String server) {
        return release(connection, RELEASE, bindings, server);
    }

    static Statement releaseFree(Connection connection, List<Binding> bindings, String server) {
        return release(connection, RELEASE_FREE, bindings, server);
    }

    private static Statement release(Connection connection, String sql, List<Binding> bindings, String server) {
        UUID[] devices = new UUID[bindings.size()];
        OffsetDateTime[] times = new OffsetDateTime[bindings.size()];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = bindings.get(i).device().value();
            times[i] = Instant.EPOCH
                    .plus(bindings.get(i).connectedAtMicros(), ChronoUnit.MICROS)
                    .atOffset(ZoneOffset.UTC);
        }
        return connection
                .createStatement(sql)
                .bind("$1", devices)
                .bind("$2", times)
                .bind("$3", server);
    }

    static Statement sweep(Connection connection, String server) {
        return connection.createStatement(SWEEP).bind("$1", server);
    }

    static Statement sweepFree(Connection connection, String server) {
        return connection.createStatement(SWEEP_FREE).bind("$1", server);
    }

    static UUID[] accounts(List<DeviceClaim> claims) {
        return claims.stream().map(claim -> claim.account().value()).toArray(UUID[]::new);
    }

    static String[] ids(List<DeviceClaim> claims) {
        return claims.stream().map(claim -> claim.id().value()).toArray(String[]::new);
    }
}

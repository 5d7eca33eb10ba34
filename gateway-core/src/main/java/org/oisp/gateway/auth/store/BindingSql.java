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

/** The statements of {@link BindingStore}: each takes arrays, so that a batch is one round trip. */
final class BindingSql {

    private static final String FRESH_CLAIM = """
            WITH claim AS (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS account, unnest($2::varchar[]) AS id,
                     unnest($3::uuid[]) AS fresh%s
            ), found AS (
              SELECT c.n, c.fresh, d.uid
              FROM claim c JOIN dashboard.devices d ON d."accountId" = c.account AND d.id = c.id%s
            ),""";

    private static final String WRITE = """
             updated AS (
              UPDATE dashboard."connectionBindings" b
              SET server = $4, "connectingStatus" = true, updated = now(),
                  "lastConnectedAt" = greatest(clock_timestamp(), b."lastConnectedAt" + interval '1 microsecond')
              FROM found f
              WHERE b."deviceUID" = f.uid AND b.type = 'ws'
              RETURNING b."deviceUID", b."lastConnectedAt"
            ), inserted AS (
              INSERT INTO dashboard."connectionBindings"
                (id, "deviceUID", "lastConnectedAt", server, "connectingStatus", type, created, updated)
              SELECT f.fresh, f.uid, clock_timestamp(), $4, true, 'ws', now(), now()
              FROM found f
              WHERE NOT EXISTS (SELECT 1 FROM updated u WHERE u."deviceUID" = f.uid)
              RETURNING "deviceUID", "lastConnectedAt"
            )
            SELECT f.n, f.uid, coalesce(u."lastConnectedAt", i."lastConnectedAt") AS at
            FROM found f
            LEFT JOIN updated u ON u."deviceUID" = f.uid
            LEFT JOIN inserted i ON i."deviceUID" = f.uid
            """;

    /**
     * $1 accounts, $2 device ids, $3 ids for new rows, $4 this instance. Updates the rows that are there and inserts the others
     * (ON CONFLICT needs 9.5). The time is never the one that the row had: it is what its owner is known by.
     */
    private static final String BIND = FRESH_CLAIM.formatted("", "") + WRITE;

    /** The same; $5 the devices as far as a replica knows them, null for one that is to be looked up here. */
    private static final String BIND_KNOWN = FRESH_CLAIM.formatted(
                    ", unnest($5::uuid[]) AS known",
                    " AND c.known IS NULL UNION ALL SELECT c.n, c.fresh, c.known FROM claim c WHERE c.known IS NOT NULL")
            + WRITE;

    /** The comment is for whoever wonders at the server what this is. */
    private static final String TRIAL = "/* a trial, which is rolled back */ " + BIND_KNOWN;

    /** $1 devices, $2 the times their rows were bound at, $3 this instance. */
    private static final String RELEASE = """
            UPDATE dashboard."connectionBindings" b
            SET "connectingStatus" = false, updated = now()
            FROM (SELECT unnest($1::uuid[]) AS device, unnest($2::timestamptz[]) AS at) r
            WHERE b."deviceUID" = r.device AND b.type = 'ws' AND b.server = $3 AND b."lastConnectedAt" = r.at
            """;

    /** $1 this instance. */
    private static final String SWEEP = """
            UPDATE dashboard."connectionBindings"
            SET "connectingStatus" = false, updated = now()
            WHERE server = $1 AND type = 'ws' AND "connectingStatus"
            """;

    private BindingSql() {}

    /** Binds the devices to an instance; {@code known} is what replicas know of them, null if there are none. */
    static Statement bind(Connection connection, List<DeviceClaim> claims, String server, UUID @Nullable [] known) {
        Statement statement = bind(connection, known == null ? BIND : BIND_KNOWN, claims, server);
        return known == null ? statement : statement.bind("$5", known);
    }

    /** Binds one device under a key that nobody has. */
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
        UUID[] devices = new UUID[bindings.size()];
        OffsetDateTime[] times = new OffsetDateTime[bindings.size()];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = bindings.get(i).device().value();
            times[i] = Instant.EPOCH
                    .plus(bindings.get(i).connectedAtMicros(), ChronoUnit.MICROS)
                    .atOffset(ZoneOffset.UTC);
        }
        return connection
                .createStatement(RELEASE)
                .bind("$1", devices)
                .bind("$2", times)
                .bind("$3", server);
    }

    static Statement sweep(Connection connection, String server) {
        return connection.createStatement(SWEEP).bind("$1", server);
    }

    static UUID[] accounts(List<DeviceClaim> claims) {
        return claims.stream().map(claim -> claim.account().value()).toArray(UUID[]::new);
    }

    static String[] ids(List<DeviceClaim> claims) {
        return claims.stream().map(claim -> claim.id().value()).toArray(String[]::new);
    }
}

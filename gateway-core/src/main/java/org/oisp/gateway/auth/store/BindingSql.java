package org.oisp.gateway.auth.store;

/** The SQL of {@link BindingStore}: each statement takes arrays, so that a batch is one round trip. */
final class BindingSql {

    /** $1 accounts, $2 device ids. */
    static final String LOOK_UP = """
            WITH claim AS (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS account, unnest($2::varchar[]) AS id
            )
            SELECT c.n, d.uid, NULL::timestamptz AS at
            FROM claim c JOIN dashboard.devices d ON d."accountId" = c.account AND d.id = c.id
            """;

    /**
     * $1 accounts, $2 device ids, $3 ids for new rows, $4 this instance. Updates the rows that are there and inserts the others
     * (ON CONFLICT needs 9.5). The time is never the one that the row had: it is what its owner is known by.
     */
    static final String BIND = """
            WITH claim AS (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS account, unnest($2::varchar[]) AS id,
                     unnest($3::uuid[]) AS fresh
            ), found AS (
              SELECT c.n, c.fresh, d.uid
              FROM claim c JOIN dashboard.devices d ON d."accountId" = c.account AND d.id = c.id
            ), updated AS (
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

    /** $1 devices, $2 the times their rows were bound at, $3 this instance. */
    static final String RELEASE = """
            UPDATE dashboard."connectionBindings" b
            SET "connectingStatus" = false, updated = now()
            FROM (SELECT unnest($1::uuid[]) AS device, unnest($2::timestamptz[]) AS at) r
            WHERE b."deviceUID" = r.device AND b.type = 'ws' AND b.server = $3 AND b."lastConnectedAt" = r.at
            """;

    /** The width of the column that takes the address of this instance, 0 or less for any; no row if there is no such table. */
    static final String SERVER_WIDTH = """
            SELECT a.atttypmod - 4 AS width
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'dashboard' AND c.relname = 'connectionBindings' AND a.attname = 'server'
            """;

    /** $1 this instance. */
    static final String SWEEP = """
            UPDATE dashboard."connectionBindings"
            SET "connectingStatus" = false, updated = now()
            WHERE server = $1 AND type = 'ws' AND "connectingStatus"
            """;

    static final String PROBE = "SELECT 1";

    private BindingSql() {}
}

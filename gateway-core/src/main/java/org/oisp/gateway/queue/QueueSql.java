package org.oisp.gateway.queue;

/** The SQL statements of {@link QueueStore}, for PostgreSQL 9.3 and newer. Every time is the database's. */
final class QueueSql {

    static final String EXISTS = """
            SELECT count(*) AS n
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
            WHERE s.nspname = 'gateway' AND c.relname = 'queued_actuations'
            """;

    /** The same lock as that of the other tables of the schema: concurrent CREATE statements conflict even with IF NOT EXISTS. */
    static final String LOCK = "SELECT count(pg_advisory_xact_lock(4863547091)) AS n";

    static final String CREATE_SCHEMA = "CREATE SCHEMA IF NOT EXISTS gateway";

    /** Room is left in each page, so that the update of a delivery stays in it. */
    static final String CREATE_TABLE = """
            CREATE TABLE gateway.queued_actuations (
              seq bigserial PRIMARY KEY, device uuid NOT NULL, account uuid NOT NULL, id text NOT NULL, collapse text,
              body bytea NOT NULL, bytes integer NOT NULL, accepted timestamptz NOT NULL, expires timestamptz NOT NULL,
              attempts integer NOT NULL DEFAULT 0, unconfirmed integer NOT NULL DEFAULT 0,
              completion boolean NOT NULL, reply_to text, reply_until timestamptz) WITH (fillfactor = 80)
            """;

    /** In one statement, so that the table never exists without them. */
    static final String CREATE_INDEXES = """
            CREATE INDEX ON gateway.queued_actuations (device, seq);
            CREATE INDEX ON gateway.queued_actuations (account, bytes);
            CREATE INDEX ON gateway.queued_actuations (id);
            CREATE INDEX ON gateway.queued_actuations (expires);
            CREATE INDEX ON gateway.queued_actuations (accepted)
            """;

    /** $1 device keys, $2 accounts, $3 device ids; of each, null for what an actuation does not name. At most two for an id alone. */
    static final String RESOLVE = """
            WITH asked AS (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS uid, unnest($2::uuid[]) AS account,
                     unnest($3::varchar[]) AS id
            )
            SELECT a.n, d.uid, d."accountId" AS account, d.id
            FROM asked a JOIN dashboard.devices d ON d.uid = a.uid
            UNION ALL
            SELECT a.n, d.uid, d."accountId", d.id
            FROM asked a JOIN dashboard.devices d ON d."accountId" = a.account AND d.id = a.id
            WHERE a.uid IS NULL
            UNION ALL
            SELECT a.n, d.uid, d."accountId", d.id
            FROM asked a CROSS JOIN LATERAL (SELECT * FROM dashboard.devices WHERE id = a.id LIMIT 2) d
            WHERE a.uid IS NULL AND a.account IS NULL
            """;

    /** $1 hashes of devices and their collapse keys. Two instances that keep one for the same key wait for each other. */
    static final String LOCK_KEYS = """
            SELECT count(pg_advisory_xact_lock(4863, k)) AS n FROM (SELECT DISTINCT unnest($1::integer[]) AS k ORDER BY 1) keys
            """;

    /** $1 devices, $2 their collapse keys. */
    static final String REPLACED = """
            SELECT q.seq, q.device, q.account, q.collapse, q.bytes
            FROM (SELECT unnest($1::uuid[]) AS device, unnest($2::text[]) AS collapse) c
            JOIN gateway.queued_actuations q ON q.device = c.device AND q.collapse = c.collapse
            """;

    /** $1 devices. */
    static final String KEPT_FOR_DEVICES = """
            SELECT device AS owner, count(*) AS messages, sum(bytes)::bigint AS bytes
            FROM gateway.queued_actuations WHERE device = ANY($1::uuid[]) AND expires > clock_timestamp() GROUP BY device
            """;

    /** $1 accounts. Counts expired ones until they are deleted, so that the index is all that is read. */
    static final String KEPT_FOR_ACCOUNTS = """
            SELECT account AS owner, count(*) AS messages, sum(bytes)::bigint AS bytes
            FROM gateway.queued_actuations WHERE account = ANY($1::uuid[]) GROUP BY account
            """;

    /** $1 rows. */
    static final String DELETE = "DELETE FROM gateway.queued_actuations WHERE seq = ANY($1::bigint[])";

    /**
     * $1 devices, $2 accounts, $3 ids, $4 collapse keys, $5 bodies in base64, $6 lengths, $7 seconds, $8 whether a report is awaited, $9
     * reply addresses, $10 how long their senders wait in milliseconds. Base64, because the driver has no arrays of byte arrays.
     */
    static final String INSERT = """
            INSERT INTO gateway.queued_actuations
              (device, account, id, collapse, body, bytes, accepted, expires, completion, reply_to, reply_until)
            SELECT device, account, id, collapse, decode(body, 'base64'), bytes, clock_timestamp(),
                   clock_timestamp() + ttl * interval '1 second', completion, reply_to,
                   clock_timestamp() + wait * interval '1 millisecond'
            FROM (
              SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS device, unnest($2::uuid[]) AS account,
                     unnest($3::text[]) AS id, unnest($4::text[]) AS collapse, unnest($5::text[]) AS body,
                     unnest($6::integer[]) AS bytes, unnest($7::integer[]) AS ttl, unnest($8::boolean[]) AS completion,
                     unnest($9::text[]) AS reply_to, unnest($10::bigint[]) AS wait
            ) fresh ORDER BY n
            """;

    /** $1 devices. Most devices have nothing, and the statement below takes longer to find that. */
    static final String HAVE_ROWS =
            "SELECT DISTINCT device FROM gateway.queued_actuations WHERE device = ANY($1::uuid[])";

    /**
     * $1 devices, $2 how many rows each gets, $3 how many bytes each gets, $4 how many bytes all get, $5 rows that are on their way. The first row of a device may be
     * larger than $3, and the first of all larger than $4. A row that was counted as not confirmed is taken alone. Returns the rows that
     * do not fit without an id. Raises {@code attempts} before the rows are sent: a row that may have been sent is known even if this
     * instance dies.
     */
    static final String TAKE = """
            WITH first_rows AS (
              SELECT r.* FROM (SELECT unnest($1::uuid[]) AS device) a CROSS JOIN LATERAL (
                SELECT f.seq, f.device, f.bytes, row_number() OVER w AS n, sum(f.bytes) OVER w AS total,
                       max(f.unconfirmed) OVER w AS worst
                FROM (SELECT seq, device, bytes, unconfirmed FROM gateway.queued_actuations
                      WHERE device = a.device AND expires > clock_timestamp() AND seq <> ALL($5::bigint[])
                      ORDER BY seq LIMIT $2) f
                WINDOW w AS (ORDER BY f.seq)
              ) r
            ), counted AS (
              SELECT seq, device, n, sum(bytes) OVER w AS total, row_number() OVER w AS place
              FROM first_rows WHERE n = 1 OR (worst = 0 AND total <= $3)
              WINDOW w AS (ORDER BY n, seq)
            ), taken AS (
              UPDATE gateway.queued_actuations q SET attempts = q.attempts + 1
              FROM counted c WHERE q.seq = c.seq AND (c.total <= $4 OR c.place = 1)
              RETURNING q.seq, q.id, q.body, q.attempts, q.unconfirmed, q.completion, q.reply_to,
                        (extract(epoch FROM q.reply_until - clock_timestamp()) * 1000)::bigint AS waits,
                        (extract(epoch FROM q.expires - clock_timestamp()) * 1000)::bigint AS left_millis
            )
            SELECT f.seq, f.device, t.id, t.body, t.attempts, t.unconfirmed, t.completion, t.reply_to, t.waits, t.left_millis
            FROM first_rows f LEFT JOIN taken t ON t.seq = f.seq ORDER BY f.device, f.seq
            """;

    /** $1 rows that were not confirmed, $2 after how many times they are given up. Returns those that are. */
    static final String COUNT_UNCONFIRMED = """
            WITH given_up AS (
              DELETE FROM gateway.queued_actuations WHERE seq = ANY($1::bigint[]) AND unconfirmed + 1 >= $2 RETURNING seq
            ), counted AS (
              UPDATE gateway.queued_actuations SET unconfirmed = unconfirmed + 1
              WHERE seq = ANY($1::bigint[]) AND unconfirmed + 1 < $2
            )
            SELECT seq FROM given_up
            """;

    /** $1 an id. */
    static final String FIND = """
            SELECT seq, attempts FROM gateway.queued_actuations
            WHERE id = $1 AND expires > clock_timestamp() ORDER BY seq LIMIT 2 FOR UPDATE
            """;

    /** $1 milliseconds. */
    static final String RECENT = """
            SELECT DISTINCT device FROM gateway.queued_actuations WHERE accepted > clock_timestamp() - $1 * interval '1 millisecond'
            """;

    static final String TRY_EXPIRE_LOCK =
            "SELECT CASE WHEN pg_try_advisory_xact_lock(4863547092) THEN 1 ELSE 0 END AS n";

    /** $1 how many at most. */
    static final String EXPIRE = """
            DELETE FROM gateway.queued_actuations WHERE seq IN (
              SELECT seq FROM gateway.queued_actuations WHERE expires <= clock_timestamp() ORDER BY expires LIMIT $1)
            """;

    static final String TOTAL =
            "SELECT count(*) AS messages, coalesce(sum(bytes), 0)::bigint AS bytes FROM gateway.queued_actuations";

    private QueueSql() {}
}

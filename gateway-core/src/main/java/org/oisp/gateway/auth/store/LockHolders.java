package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.LateAnswerException;
import org.oisp.gateway.database.LockHolder;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.database.TableLockedException;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks up which sessions hold the locks that block the gateway, as far as the server tells. Used only after a statement found a lock.
 * Thread-safe; nothing here blocks.
 */
public final class LockHolders {

    /** The divisor of the batch timeout for these queries, since a caller is waiting for more than their answer. */
    private static final int QUICKER = 4;

    /** Includes locks that are still requested, since they block later requests, too; sorts granted locks first. */
    private static final String TABLES = """
            SELECT 'dashboard.' || c.relname AS name, l.pid, a.usename::text AS username, a.application_name AS application,
                   (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint AS since
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_class c ON c.oid = l.relation
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'relation' AND n.nspname = 'dashboard'
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
              AND (l.mode = 'AccessExclusiveLock' AND c.relname IN ('devices', 'connectionBindings')
                   OR l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock') AND c.relname = 'connectionBindings')
            ORDER BY l.granted DESC, a.xact_start
            LIMIT 1
            """;

    /** $1 accounts, $2 device ids. A row's xmax names the last transaction to lock it; one that has ended is not in pg_locks. */
    private static final String ROWS = """
            SELECT c.n, l.pid, a.usename::text AS username, a.application_name AS application,
                   (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint AS since
            FROM (SELECT generate_subscripts($1::uuid[], 1) AS n, unnest($1::uuid[]) AS account, unnest($2::varchar[]) AS id) c
            JOIN dashboard.devices d ON d."accountId" = c.account AND d.id = c.id
            JOIN dashboard."connectionBindings" b ON b."deviceUID" = d.uid AND b.type = 'ws'
            JOIN pg_catalog.pg_locks l ON l.locktype = 'transactionid' AND l.granted AND l.transactionid = b.xmax
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            """;

    private final Transactions transactions;
    private final DatabaseEvents events;

    LockHolders(ConnectionFactory database, Duration timeout, DatabaseEvents events) {
        this.transactions = new Transactions(database, timeout.dividedBy(QUICKER), events);
        this.events = events;
    }

    /** Returns how long to wait for a table lock: less than the work's timeout, so that the server reports the reason. */
    static Duration nearly(Duration timeout) {
        return timeout.multipliedBy(9).dividedBy(10);
    }

    /**
     * Looks for a lock on one of the dashboard's tables that blocks every registration.
     *
     * @return its holder; empty if there is none, or the server does not tell. Never fails
     */
    public Mono<LockHolder> ofTables() {
        return transactions
                .run(DatabaseOperation.LOCKS, LockHolders::ofTables, error -> true)
                .onErrorComplete();
    }

    /**
     * Does the same on a given connection.
     *
     * @param connection the connection to use
     * @return the holder of the lock; empty if there is none
     */
    public static Mono<LockHolder> ofTables(Connection connection) {
        return found(connection.createStatement(TABLES))
                .flatMap(rows -> rows.isEmpty() ? Mono.empty() : Mono.just(rows.get(0).holder));
    }

    /**
     * Looks up which sessions have locked the rows of devices.
     *
     * @return the holders by device, without those that the server does not tell. Never fails
     */
    public Mono<Map<DeviceClaim, LockHolder>> ofRows(List<DeviceClaim> claims) {
        // Registrations do not depend on this query, so its failures are not counted.
        return transactions
                .run(
                        DatabaseOperation.LOCKS,
                        connection -> found(connection
                                .createStatement(ROWS)
                                .bind("$1", BindingSql.accounts(claims))
                                .bind("$2", BindingSql.ids(claims))),
                        error -> true)
                .map(rows -> {
                    Map<DeviceClaim, LockHolder> holders = new HashMap<>();
                    rows.forEach(row -> holders.put(claims.get(row.index), row.holder));
                    return holders;
                })
                .onErrorReturn(Map.of());
    }

    /**
     * Runs work that waits for table locks, and names the lock's holder if the wait failed.
     *
     * @param operation the operation to count the failure as
     * @param work must not have counted an error itself for which {@link #mayBeLock} is true
     * @param <T> the type of the result
     * @return the result of the work; fails with a {@link TableLockedException} if there is such a lock
     */
    public <T> Mono<T> named(DatabaseOperation operation, Mono<T> work) {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return work.onErrorResume(
                    LockHolders::mayBeLock,
                    error -> ofTables()
                            .<Throwable>map(TableLockedException::new)
                            .defaultIfEmpty(error)
                            .doOnNext(why -> events.failed(operation, System.nanoTime() - begun, why))
                            .flatMap(Mono::error));
        });
    }

    /** Returns whether a lock may be the cause of a failure; false if the server has answered nothing at all. */
    static boolean mayBeLock(Throwable error) {
        return SqlState.isLocked(error) || error instanceof LateAnswerException;
    }

    private static Mono<List<HolderRow>> found(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> HolderRow.of(row)))
                .collectList();
    }

    /** A lock's holder, and the index of the claim that it blocks. */
    private record HolderRow(int index, LockHolder holder) {
        static HolderRow of(Row row) {
            boolean table = row.getMetadata().contains("name");
            return new HolderRow(
                    table ? 0 : Objects.requireNonNull(row.get("n", Integer.class)) - 1,
                    new LockHolder(
                            table ? Objects.requireNonNull(row.get("name", String.class)) : "its binding row",
                            row.get("pid", Integer.class),
                            row.get("username", String.class),
                            row.get("application", String.class),
                            row.get("since", Long.class)));
        }
    }
}

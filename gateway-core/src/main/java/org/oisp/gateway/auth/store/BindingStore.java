package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.DeviceLookup;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs the statements on the dashboard's tables (PROTOCOL.md, "The database"). Each batch is one statement in one transaction. Works
 * with PostgreSQL 9.3.
 */
public final class BindingStore {

    private final Transactions transactions;
    private final DeviceReplicas replicas;
    private final BindingSql sql;
    private final String server;
    private final Duration timeout;
    private final BindingTable table;
    private final LockTimeouts lockTimeouts;

    /**
     * Creates a store.
     *
     * @param database connects to the database with the dashboard's tables
     * @param replicas look devices up, as far as they know them
     * @param table the table of the binding rows
     * @param sql the statements that bind
     * @param timeout how long a batch may take
     * @param lockTimeouts how much of that it waits for locks
     * @param events receives the outcome of each statement
     */
    public BindingStore(
            ConnectionFactory database,
            DeviceReplicas replicas,
            BindingTable table,
            BindingSql sql,
            Duration timeout,
            LockTimeouts lockTimeouts,
            DatabaseEvents events) {
        this.transactions = new Transactions(database, timeout, events);
        this.replicas = replicas;
        this.table = table;
        this.sql = sql;
        this.server = table.server();
        this.timeout = timeout;
        this.lockTimeouts = lockTimeouts;
    }

    /**
     * Looks up devices and writes their rows, except rows that another database session has locked.
     *
     * @param claims the devices, without duplicates
     * @param wait how long to wait for locks
     * @param withdrawn whether the caller of a claim has cancelled. Called after the rows are written and before the commit. If it returns
     *     true, the transaction is rolled back, so that it does not overwrite the row of a device that has moved to another instance. A
     *     device that moves later waits for this commit, so its row is the newer one.
     * @param uncertain receives the rows of a transaction that may or may not have been committed
     * @return the results, in the order of the claims. Empty if a claim was withdrawn; nothing is written then. If a lock cannot be skipped
     *     (on a table, or on a row that is being inserted), it fails with an error for which {@link SqlState#isLocked} returns true
     */
    public Mono<BindingResult> bind(
            List<DeviceClaim> claims, LockWait wait, BooleanSupplier withdrawn, Consumer<List<Binding>> uncertain) {
        return replicas.find(BindingSql.accounts(claims), BindingSql.ids(claims))
                .flatMap(known -> table.exists()
                        ? bindAll(new Work(claims, replicas.exist() ? known : null, withdrawn, uncertain), wait)
                                .onErrorResume(
                                        BindingTable::isUndefinedTable,
                                        absent -> lookUpAll(claims, known).doOnNext(found -> table.noteAbsence()))
                        : lookUpAll(claims, known));
    }

    /**
     * Clears the rows that have not changed since they were bound, except rows that another database session has locked.
     *
     * @param bindings the rows
     * @param wait how long to wait for locks
     * @return the rows that are locked, after the others are committed
     */
    public Mono<List<Binding>> release(List<Binding> bindings, LockWait wait) {
        return Mono.defer(() -> {
            if (!table.exists()) {
                return Mono.just(List.of());
            }
            return lockTimeouts.use(
                    wait,
                    lockTimeout -> transactions
                            .run(
                                    DatabaseOperation.RELEASE,
                                    lockTimeout,
                                    c -> updatedRows(BindingSql.release(c, bindings, server)),
                                    SqlState::isLocked)
                            .thenReturn(List.of()),
                    lockTimeout -> transactions
                            .run(
                                    DatabaseOperation.RELEASE,
                                    lockTimeout,
                                    c -> lockedDevices(BindingSql.releaseFree(c, bindings, server)),
                                    SqlState::isUnknownSyntax)
                            .map(locked -> bindings.stream()
                                    .filter(binding ->
                                            locked.contains(binding.device().value()))
                                    .toList()));
        });
    }

    /**
     * Returns whether an error is about the data of one of the claims, so that the others would succeed without it.
     *
     * @param error the error of {@link #bind}
     * @return whether its SQLSTATE is of class 22 or 23
     */
    public static boolean isDataError(Throwable error) {
        return error instanceof R2dbcException e
                && e.getSqlState() != null
                && (e.getSqlState().startsWith("22") || e.getSqlState().startsWith("23"));
    }

    private Mono<BindingResult> bindAll(Work work, LockWait wait) {
        return lockTimeouts.use(
                wait,
                lockTimeout -> bindInTransaction(work, wait, lockTimeout, true),
                lockTimeout -> bindInTransaction(work, wait, lockTimeout, false));
    }

    private Mono<BindingResult> bindInTransaction(Work work, LockWait wait, Duration lockTimeout, boolean all) {
        return Mono.defer(() -> {
            AtomicReference<List<Binding>> written = new AtomicReference<>(List.of());
            return transactions
                    .run(
                            DatabaseOperation.BIND,
                            lockTimeout,
                            c -> lockTables(c, wait)
                                    .then(Mono.defer(() -> BindingResult.read(
                                            all
                                                    ? sql.bind(c, work.claims, server, work.known)
                                                    : sql.bindFree(c, work.claims, server, work.known),
                                            work.claims)))
                                    .filter(bindingResult -> !work.withdrawn.getAsBoolean())
                                    .doOnNext(bindingResult -> written.set(bindingResult.written())),
                            error -> isExpected(error, wait))
                    .doOnError(error -> work.uncertain.accept(written.get()));
        });
    }

    /** A failure after a wait for tables is counted by {@link LockHolders#named}. */
    private static boolean isExpected(Throwable error, LockWait wait) {
        return BindingTable.isUndefinedTable(error)
                || isDataError(error)
                || SqlState.isLocked(error)
                || SqlState.isUnknownSyntax(error)
                || (wait == LockWait.FOR_TABLES && LockHolders.mayBeLock(error));
    }

    /**
     * Locks the tables in the same order and modes as the batch. Its lock timeout is shorter than the batch's timeout, so that PostgreSQL
     * reports the lock as the cause.
     */
    private Mono<Void> lockTables(Connection connection, LockWait wait) {
        if (wait != LockWait.FOR_TABLES) {
            return Mono.empty();
        }
        String sql = """
                SET LOCAL lock_timeout = %d; LOCK TABLE dashboard.devices IN ACCESS SHARE MODE;
                LOCK TABLE dashboard."connectionBindings" IN ROW EXCLUSIVE MODE; SET LOCAL lock_timeout = %d
                """.formatted(
                        Transactions.millis(LockHolders.nearly(timeout)), Transactions.millis(lockTimeouts.rest()));
        return updatedRows(connection.createStatement(sql)).then();
    }

    /** Looks up only the devices that no replica knows. */
    private Mono<BindingResult> lookUpAll(List<DeviceClaim> claims, @Nullable UUID[] known) {
        int[] unknown =
                IntStream.range(0, known.length).filter(i -> known[i] == null).toArray();
        List<DeviceClaim> asked =
                IntStream.of(unknown).<DeviceClaim>mapToObj(claims::get).toList();
        Mono<@Nullable UUID[]> found = asked.isEmpty()
                ? Mono.just(known)
                : transactions
                        .run(
                                DatabaseOperation.BIND,
                                c -> DeviceLookup.find(c, BindingSql.accounts(asked), BindingSql.ids(asked)),
                                BindingStore::isDataError)
                        .map(answers -> {
                            @Nullable UUID[] all = known.clone();
                            for (int i = 0; i < unknown.length; i++) {
                                all[unknown[i]] = answers[i];
                            }
                            return all;
                        });
        return found.map(devices -> BindingResult.withoutRows(claims, devices));
    }

    private static Mono<Long> updatedRows(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }

    private static Mono<Set<UUID>> lockedDevices(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(
                        result -> result.map((row, metadata) -> Objects.requireNonNull(row.get("device", UUID.class))))
                .collect(HashSet::new, Set::add);
    }

    /** The input of a batch. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and private
    private record Work(
            List<DeviceClaim> claims,
            UUID @Nullable [] known,
            BooleanSupplier withdrawn,
            Consumer<List<Binding>> uncertain) {}
}

package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes {@code gateway.instances} and the binding rows of dead instances. Each method is one short transaction. */
final class InstanceStore {

    /** The row of a dead instance is deleted this many leases after its own lease has expired. */
    private static final int LEASES_UNTIL_REMOVED = 3;

    /** About 40 ms of work; a batch of registrations may wait that long for one of these rows. */
    private static final int MAX_ROWS_A_PIECE = 2_000;

    /** Lock timeout, so that a row that stays locked does not delay the beats. */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Duration timeout;
    private final Transactions transactions;
    private final Incarnation own;
    private final long leaseMillis;
    private final long graceMillis;
    private final String version;

    InstanceStore(
            ConnectionFactory database,
            LeaseSettings settings,
            String version,
            Incarnation own,
            DatabaseEvents events) {
        this.timeout = settings.queryTimeout().compareTo(settings.interval()) < 0
                ? settings.queryTimeout()
                : settings.interval();
        this.transactions = new Transactions(database, timeout, events);
        this.own = own;
        this.leaseMillis = settings.duration().toMillis();
        this.graceMillis = LEASES_UNTIL_REMOVED * leaseMillis;
        this.version = version;
    }

    /**
     * The result of a beat.
     *
     * @param kept whether the lease was in force and is renewed
     * @param alive the number of instances with a lease in force
     * @param nextMillis milliseconds until the first lease of the other instances expires, if they stop beating; null if there is none
     * @param serverStart when the database server started, in its own words: another time means another server, or a restart
     */
    record Beat(boolean kept, int alive, @Nullable Long nextMillis, String serverStart) {}

    /**
     * The result of an attempt to acquire the lease.
     *
     * @param done whether this incarnation has the lease now
     * @param others whether another incarnation had it in force
     */
    record Joining(boolean done, boolean others) {}

    /**
     * The result of clearing one piece of an instance's rows.
     *
     * @param rows the number of rows cleared
     * @param more whether there may be more
     * @param done whether this was the last piece and the instance's own row is deleted or marked as cleared; if neither this nor
     *     {@code more} is true, that instance is alive, or another instance was quicker
     */
    record Piece(long rows, boolean more, boolean done) {}

    /** Creates the table if there is none. */
    Mono<Void> ensure() {
        return run(
                        DatabaseOperation.BEAT,
                        connection -> exists(connection, "gateway", "instances")
                                .flatMap(there -> there
                                        ? Mono.just(0L)
                                        : first(InstanceSql.lock(connection), row -> 0L)
                                                .then(changed(InstanceSql.createSchema(connection)))
                                                .then(changed(InstanceSql.createTable(connection)))))
                .then();
    }

    Mono<Beat> beat() {
        return run(
                DatabaseOperation.BEAT,
                connection -> first(
                        InstanceSql.beat(connection, own, leaseMillis, graceMillis),
                        row -> new Beat(
                                number(row, "kept") > 0,
                                (int) number(row, "alive"),
                                row.get("next", Long.class),
                                Objects.requireNonNull(row.get("started", String.class)))));
    }

    Mono<Joining> join(long ageMillis, boolean fromTheLiving) {
        return run(
                DatabaseOperation.BEAT,
                connection -> first(
                        InstanceSql.join(connection, own, leaseMillis, ageMillis, version, fromTheLiving),
                        row -> new Joining(number(row, "joined") > 0, number(row, "others") > 0)));
    }

    /** Returns the instances whose lease has expired, the earliest first. */
    Mono<List<Incarnation>> dead() {
        return run(
                DatabaseOperation.BEAT,
                connection -> Flux.from(InstanceSql.dead(connection, own.server(), graceMillis)
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> new Incarnation(
                                Objects.requireNonNull(row.get("server", String.class)),
                                Objects.requireNonNull(row.get("incarnation", UUID.class)))))
                        .collectList());
    }

    /**
     * Clears a piece of the binding rows of an instance whose lease has expired, or of this instance in any case. With the last piece
     * the instance's own row is deleted, or marked as cleared if it was not yet, so another instance completes work that was interrupted.
     *
     * @return fails with an error that satisfies {@link SqlState#isLocked} if another database session holds a lock on the rows
     */
    Mono<Piece> clear(Incarnation instance) {
        return run(
                DatabaseOperation.CLEAR,
                connection -> first(InstanceSql.guard(connection, instance, instance.equals(own)), row -> true)
                        .flatMap(guarded -> exists(connection, "dashboard", "connectionBindings"))
                        .flatMap(there -> there
                                ? changed(InstanceSql.clear(connection, instance.server(), MAX_ROWS_A_PIECE))
                                : Mono.just(0L))
                        .flatMap(rows -> rows < MAX_ROWS_A_PIECE
                                ? changed(
                                                instance.equals(own) || instance.isCleared()
                                                        ? InstanceSql.remove(connection, instance)
                                                        : InstanceSql.markCleared(connection, instance))
                                        .thenReturn(new Piece(rows, false, true))
                                : Mono.just(new Piece(rows, true, false)))
                        .defaultIfEmpty(new Piece(0, false, false)));
    }

    /**
     * Clears a piece of such rows, skipping locked ones, so that a row that stays locked does not block the others. The instance's own
     * row stays, so that a later turn clears the rest.
     *
     * @return the number of rows cleared; 0 if PostgreSQL is older than 9.5
     */
    Mono<Long> clearFree(Incarnation instance) {
        return run(
                        DatabaseOperation.CLEAR,
                        connection -> first(InstanceSql.guard(connection, instance, instance.equals(own)), row -> true)
                                .flatMap(guarded -> changed(
                                        InstanceSql.clearFree(connection, instance.server(), MAX_ROWS_A_PIECE))))
                .onErrorResume(InstanceStore::isTablesFault, old -> Mono.empty())
                .defaultIfEmpty(0L);
    }

    /**
     * Writes rows again that were cleared, or that are older than the given ones or missing, because the database has lost them. Leaves the
     * rows of devices that were taken over since.
     *
     * @return the number of rows written, and the locked rows, which are left for a later call
     */
    Mono<ReassertionResult> reassert(List<Binding> bindings) {
        return reassert(bindings, RowRepairSql::reassert, LOCK_TIMEOUT)
                .onErrorResume(SqlState::isLocked, locked -> reassert(bindings, RowRepairSql::reassertFree, timeout));
    }

    private Mono<ReassertionResult> reassert(List<Binding> bindings, RepairStatement statement, Duration lockTimeout) {
        return transactions.run(
                DatabaseOperation.ASSERT,
                lockTimeout,
                connection -> exists(connection, "dashboard", "connectionBindings")
                        .flatMap(there -> there
                                ? ReassertionResult.read(statement.on(connection, bindings, own.server()))
                                : Mono.just(ReassertionResult.NONE)),
                InstanceStore::isTablesFault);
    }

    /**
     * Returns the binding rows by which devices are connected to this instance.
     *
     * @param age how old a row must be
     * @param filter selects rows, as they are read
     */
    Mono<List<Binding>> connected(Duration age, Predicate<Binding> filter) {
        return run(
                DatabaseOperation.ASSERT,
                connection -> exists(connection, "dashboard", "connectionBindings")
                        .flatMap(there -> there
                                ? Flux.from(RowRepairSql.connected(connection, own.server(), age.toMillis())
                                                .execute())
                                        .concatMap(result -> result.map((row, metadata) -> Binding.read(row)))
                                        .filter(filter)
                                        .collectList()
                                : Mono.just(List.<Binding>of())));
    }

    private interface RepairStatement {
        Statement on(Connection connection, List<Binding> bindings, String server);
    }

    /** Returns whether an error means that the database user lacks the privilege. */
    static boolean isForbidden(Throwable error) {
        return INSUFFICIENT_PRIVILEGE.equals(state(error));
    }

    /** Returns whether an error concerns the table or a lock (SQLSTATE classes 42, 3F and 55) and not the health of the database. */
    static boolean isTablesFault(Throwable error) {
        String state = state(error);
        return state.startsWith("42") || state.startsWith("3F") || state.startsWith("55");
    }

    private static String state(Throwable error) {
        return error instanceof R2dbcException failed ? Objects.toString(failed.getSqlState()) : "";
    }

    private <T> Mono<T> run(DatabaseOperation operation, Function<Connection, Mono<T>> work) {
        return transactions.run(operation, work, InstanceStore::isTablesFault);
    }

    private static Mono<Boolean> exists(Connection connection, String schema, String table) {
        return first(InstanceSql.exists(connection, schema, table), row -> number(row, "n") > 0);
    }

    private static <T> Mono<T> first(Statement statement, Function<Row, T> read) {
        // Reads the result to its end, because the connection is reused.
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> read.apply(row)))
                .collectList()
                .flatMap(rows -> rows.isEmpty() ? Mono.empty() : Mono.just(rows.get(0)));
    }

    private static long number(Row row, String column) {
        return Objects.requireNonNull(row.get(column, Number.class)).longValue();
    }

    private static Mono<Long> changed(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }
}

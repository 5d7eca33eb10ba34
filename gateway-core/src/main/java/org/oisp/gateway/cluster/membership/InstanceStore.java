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
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is done at {@code gateway.instances}, and to the rows of the dead. Each is one short transaction. */
final class InstanceStore {

    /** Some 40 ms of work, for so long a batch may have to wait for one of these rows. */
    /** The row of an instance whose lease has run out, and whose binding rows were cleared, goes after so many leases more. */
    private static final int LEASES_UNTIL_REMOVED = 3;

    private static final int MAX_ROWS_A_PIECE = 2_000;

    /** A row that stays locked must not keep the beats waiting. */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

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
        Duration timeout = settings.queryTimeout().compareTo(settings.interval()) < 0
                ? settings.queryTimeout()
                : settings.interval();
        this.transactions = new Transactions(database, timeout, events);
        this.own = own;
        this.leaseMillis = settings.duration().toMillis();
        this.graceMillis = LEASES_UNTIL_REMOVED * leaseMillis;
        this.version = version;
    }

    /**
     * What a beat found.
     *
     * @param kept whether the lease was in force, and is so anew
     * @param alive how many instances had a lease in force
     * @param nextMillis in how long the next of the others' runs out, if they beat no more; null if there is none
     */
    record Beat(boolean kept, int alive, @Nullable Long nextMillis) {}

    /**
     * What became of the wish for a lease.
     *
     * @param done whether this incarnation has it now
     * @param others whether another incarnation that was alive had it
     */
    record Joining(boolean done, boolean others) {}

    /**
     * What became of a piece of work.
     *
     * @param rows how many rows it cleared
     * @param more whether there may be more
     * @param done whether it was the last, and the instance's own row is gone or marked as cleared; if there is no more and it is not,
     *     that instance lives, or another was quicker
     */
    record Piece(long rows, boolean more, boolean done) {}

    /** Makes the table, if there is none. */
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
                                number(row, "kept") > 0, (int) number(row, "alive"), row.get("next", Long.class))));
    }

    Mono<Joining> join(long ageMillis, boolean fromTheLiving) {
        return run(
                DatabaseOperation.BEAT,
                connection -> first(
                        InstanceSql.join(connection, own, leaseMillis, ageMillis, version, fromTheLiving),
                        row -> new Joining(number(row, "joined") > 0, number(row, "others") > 0)));
    }

    /** The instances whose lease has run out, the longest dead first. */
    Mono<List<Incarnation>> dead() {
        return run(
                DatabaseOperation.BEAT,
                connection -> Flux.from(
                                InstanceSql.dead(connection, own.server(), graceMillis).execute())
                        .concatMap(result -> result.map((row, metadata) -> new Incarnation(
                                Objects.requireNonNull(row.get("server", String.class)),
                                Objects.requireNonNull(row.get("incarnation", UUID.class)))))
                        .collectList());
    }

    /**
     * Clears a piece of the rows of an instance whose lease has run out; of this one's, whether it has or not. With the last piece its
     * own row goes, or is marked as cleared if it is another's and is not yet, so another instance finishes what is broken off.
     *
     * @return fails with an error of which {@link SqlState#isLocked} is true if somebody else is at the rows
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
     * Clears a piece of the rows of such an instance that nobody is at: one that stays locked is not to keep the others from being
     * cleared. The instance's own row stays, for whoever comes back for the rest.
     *
     * @return how many; none if the server is older than this can be done at
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
     * Has rows say again that their devices are connected here, unless somebody has taken the device since.
     *
     * @return what was done; rows that somebody else has locked are left for another time
     */
    Mono<ReassertionResult> assertAgain(List<Binding> bindings) {
        return transactions
                .run(
                        DatabaseOperation.ASSERT,
                        LOCK_TIMEOUT,
                        connection -> exists(connection, "dashboard", "connectionBindings")
                                .flatMap(there -> there
                                        ? changed(InstanceSql.assertAgain(connection, bindings, own.server()))
                                        : Mono.just(0L)),
                        InstanceStore::isTablesFault)
                .map(rows -> new ReassertionResult(rows, Set.of()))
                .onErrorResume(
                        SqlState::isLocked,
                        locked -> run(
                                DatabaseOperation.ASSERT,
                                connection -> ReassertionResult.read(
                                        InstanceSql.assertFree(connection, bindings, own.server()))));
    }

    /** Whether an error says that we may not do this. */
    static boolean isForbidden(Throwable error) {
        return INSUFFICIENT_PRIVILEGE.equals(state(error));
    }

    /** Whether an error is about the table, and says nothing against the database. */
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
        // To its end: the connection is used again.
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

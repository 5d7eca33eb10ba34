package org.oisp.gateway.queue;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of kept actuations: makes it, and runs statements on it. Thread-safe; never blocks. */
final class QueueTable {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Transactions transactions;
    private volatile boolean ready;

    QueueTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Makes the table, unless it is known to exist; fails if that is not possible. */
    Mono<Void> prepare() {
        return Mono.defer(() -> ready ? Mono.empty() : create().doOnSuccess(done -> ready = true));
    }

    private Mono<Void> create() {
        Function<Connection, Mono<Long>> work = connection -> exists(connection)
                .flatMap(there -> there
                        ? Mono.just(0L)
                        : list(connection.createStatement(QueueSql.LOCK), row -> 0L)
                                .then(changed(connection.createStatement(QueueSql.CREATE_SCHEMA)))
                                // Another instance may have made it while this one waited for the lock.
                                .then(Mono.defer(() -> exists(connection)))
                                .flatMap(made -> made
                                        ? Mono.just(0L)
                                        : changed(connection.createStatement(QueueSql.CREATE_TABLE))
                                                .then(changed(connection.createStatement(QueueSql.CREATE_INDEXES)))));
        return transactions
                .run(DatabaseOperation.KEEP, work, QueueTable::isTablesFault)
                .then();
    }

    /** Runs a piece of work in a transaction. If it finds no table, the next {@link #prepare} makes it again. */
    <T> Mono<T> run(DatabaseOperation operation, Function<Connection, Mono<T>> work) {
        return transactions
                .run(operation, work, error -> isTablesFault(error) || isDataError(error))
                .doOnError(QueueTable::isTablesFault, missing -> ready = false);
    }

    private static Mono<Boolean> exists(Connection connection) {
        return list(connection.createStatement(QueueSql.EXISTS), row -> number(row, "n") > 0)
                .map(rows -> rows.contains(true));
    }

    /** Returns whether an error concerns the table or a lock, and not the health of the database. */
    static boolean isTablesFault(Throwable error) {
        String state = state(error);
        return state.startsWith("42") || state.startsWith("3F") || state.startsWith("55");
    }

    /** Returns whether an error means that the database user lacks a right. */
    static boolean isForbidden(Throwable error) {
        return INSUFFICIENT_PRIVILEGE.equals(state(error));
    }

    /** Returns whether an error is about the data of one actuation, so that others would succeed without it. */
    static boolean isDataError(Throwable error) {
        return state(error).startsWith("22");
    }

    private static String state(Throwable error) {
        return error instanceof R2dbcException failed ? Objects.toString(failed.getSqlState()) : "";
    }

    static Mono<Long> changed(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }

    static <T> Mono<List<T>> list(Statement statement, Function<Row, T> read) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> read.apply(row)))
                .collectList();
    }

    static long number(Row row, String column) {
        return Objects.requireNonNull(row.get(column, Number.class)).longValue();
    }
}

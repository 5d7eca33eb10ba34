package org.oisp.gateway.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Work at the database, each piece in a transaction of its own and within a time: a server that was given up on and thaws later
 * finds no commit, and writes nothing. Work that another instance got in the way of is done again.
 */
public final class Transactions {

    /** Unique violation, serialization failure, deadlock: another instance was at the same rows, and is done by now. */
    private static final List<String> CONFLICTS = List.of("23505", "40001", "40P01");

    private static final int MAX_RETRIES = 3;

    private final ConnectionFactory database;
    private final Duration timeout;
    private final DatabaseEvents events;

    /**
     * Makes no connection yet.
     *
     * @param database lends connections
     * @param timeout how long a piece of work may take, its connection included
     * @param events told of each
     */
    public Transactions(ConnectionFactory database, Duration timeout, DatabaseEvents events) {
        this.database = database;
        this.timeout = timeout;
        this.events = events;
    }

    /**
     * Does a piece of work and commits it.
     *
     * @param operation what it is counted as
     * @param work what to do; one that comes to nothing is rolled back
     * @param expected errors that say nothing against the database, and are not counted as its failures
     * @param <T> what comes of it
     * @return what came of it, once that is committed; empty once it is rolled back. Within the time, however often it is tried; fails
     *     with a {@link LateAnswerException} after it if the server had answered something
     */
    public <T> Mono<T> run(
            DatabaseOperation operation, Function<Connection, Mono<T>> work, Predicate<Throwable> expected) {
        return run(operation, timeout, work, expected);
    }

    /**
     * Does a piece of work that is not to wait for long where somebody else holds a lock, and commits it.
     *
     * @param operation what it is counted as
     * @param lockTimeout how long a statement may wait for a lock; past it, it fails with an error of which {@link SqlState#isLocked} is true
     * @param work what to do; one that comes to nothing is rolled back
     * @param expected errors that say nothing against the database, and are not counted as its failures
     * @param <T> what comes of it
     * @return as the other
     */
    public <T> Mono<T> run(
            DatabaseOperation operation,
            Duration lockTimeout,
            Function<Connection, Mono<T>> work,
            Predicate<Throwable> expected) {
        return Mono.defer(() -> {
            TransactionAttempt transactionAttempt = new TransactionAttempt(System.nanoTime(), timeout, lockTimeout);
            long begun = transactionAttempt.begunNanos;
            return BorrowedConnection.use(database, c -> committed(c, work, transactionAttempt))
                    .retryWhen(Retry.max(MAX_RETRIES)
                            .filter(Transactions::isConflict)
                            .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                    // Around all tries: this is how long somebody waits.
                    .timeout(timeout)
                    .onErrorMap(TimeoutException.class, transactionAttempt::explained)
                    .doOnSuccess(value -> events.answered(operation, System.nanoTime() - begun))
                    .doOnError(expected.negate(), error -> events.failed(operation, System.nanoTime() - begun, error));
        });
    }

    private static <T> Mono<T> committed(
            Connection connection, Function<Connection, Mono<T>> work, TransactionAttempt transactionAttempt) {
        return begin(connection, transactionAttempt)
                .then(Mono.defer(() -> work.apply(connection)))
                .flatMap(value -> Mono.from(connection.commitTransaction()).thenReturn(value))
                .switchIfEmpty(Mono.defer(
                        () -> Mono.from(connection.rollbackTransaction()).then(Mono.empty())));
    }

    /**
     * In one round trip, with the server told the times, too: one that we give up on while it waits for a lock does not see that we are
     * gone, and would wait on, and each new try would be one more that waits. For this transaction only: behind a pooler the next may be
     * another's.
     */
    private static Mono<Void> begin(Connection connection, TransactionAttempt transactionAttempt) {
        long sent = System.nanoTime();
        Duration left = transactionAttempt.timeout.minusNanos(sent - transactionAttempt.begunNanos);
        String lockTimeout = transactionAttempt.lockTimeout.compareTo(transactionAttempt.timeout) < 0
                ? "; SET LOCAL lock_timeout = " + millis(transactionAttempt.lockTimeout)
                : "";
        return Flux.from(connection
                        .createStatement("BEGIN; SET LOCAL statement_timeout = " + millis(left) + lockTimeout)
                        .execute())
                .concatMap(Result::getRowsUpdated)
                .then()
                .doOnSuccess(done -> transactionAttempt.beginTook = Duration.ofNanos(System.nanoTime() - sent));
    }

    /** As the server takes it, of which 0 would be for ever. */
    public static long millis(Duration time) {
        return Math.min(Math.max(time.toMillis(), 1), Integer.MAX_VALUE);
    }

    private static boolean isConflict(Throwable error) {
        return error instanceof R2dbcException e && CONFLICTS.contains(Objects.toString(e.getSqlState()));
    }

    /** A piece of work that is under way. */
    private static final class TransactionAttempt {
        private final long begunNanos;
        private final Duration timeout;
        private final Duration lockTimeout;
        /** How long the server took for nothing but to begin; null until it has answered. */
        private volatile @Nullable Duration beginTook;

        TransactionAttempt(long begunNanos, Duration timeout, Duration lockTimeout) {
            this.begunNanos = begunNanos;
            this.timeout = timeout;
            this.lockTimeout = lockTimeout;
        }

        Throwable explained(TimeoutException late) {
            Duration took = beginTook;
            return took == null ? late : new LateAnswerException(took, timeout);
        }
    }
}

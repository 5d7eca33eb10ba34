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
 * Runs each piece of work in its own transaction with a timeout. A server that stalls and resumes after the timeout receives no commit, and
 * writes nothing. Retries a transaction that failed on a conflict with another instance.
 */
public final class Transactions {

    /** Unique violation, serialization failure, deadlock: another instance wrote the same rows, and is done by now. */
    private static final List<String> CONFLICTS = List.of("23505", "40001", "40P01");

    private static final int MAX_RETRIES = 3;

    private final ConnectionFactory database;
    private final Duration timeout;
    private final DatabaseEvents events;

    /**
     * Creates the object without connecting.
     *
     * @param database lends connections
     * @param timeout how long a piece of work may take, getting a connection included
     * @param events receives the outcome of each
     */
    public Transactions(ConnectionFactory database, Duration timeout, DatabaseEvents events) {
        this.database = database;
        this.timeout = timeout;
        this.events = events;
    }

    /**
     * Runs a piece of work and commits it.
     *
     * @param operation the operation to count it as
     * @param work the work; rolled back if it completes empty
     * @param expected errors that do not count as failures of the database
     * @param <T> the type of the result
     * @return the result after the commit; empty after a rollback. Takes no longer than the timeout, retries included; then fails, with a
     *     {@link LateAnswerException} if the server had answered the BEGIN
     */
    public <T> Mono<T> run(
            DatabaseOperation operation, Function<Connection, Mono<T>> work, Predicate<Throwable> expected) {
        return run(operation, timeout, work, expected);
    }

    /**
     * Runs a piece of work that waits only briefly for locks, and commits it.
     *
     * @param operation the operation to count it as
     * @param lockTimeout how long a statement may wait for a lock; then it fails with an error of which {@link SqlState#isLocked} is true
     * @param work the work; rolled back if it completes empty
     * @param expected errors that do not count as failures of the database
     * @param <T> the type of the result
     * @return as for the other method
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
                    // Around all retries, since this is how long the caller waits.
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
     * Begins in one round trip, and sets the timeouts at the server, too: a server that waits for a lock does not notice that the gateway
     * has given up, so it would wait on, and each retry would add a waiter. SET LOCAL: behind a pooler, the next transaction may be another
     * client's.
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

    /** Returns the value for a PostgreSQL timeout setting in milliseconds, at least 1, since 0 would mean no timeout. */
    public static long millis(Duration time) {
        return Math.min(Math.max(time.toMillis(), 1), Integer.MAX_VALUE);
    }

    private static boolean isConflict(Throwable error) {
        return error instanceof R2dbcException e && CONFLICTS.contains(Objects.toString(e.getSqlState()));
    }

    /** The state of a piece of work in progress. */
    private static final class TransactionAttempt {
        private final long begunNanos;
        private final Duration timeout;
        private final Duration lockTimeout;
        /** How long the server took to begin the transaction; null until it has answered. */
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

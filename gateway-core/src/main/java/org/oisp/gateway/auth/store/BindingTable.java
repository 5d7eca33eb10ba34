package org.oisp.gateway.auth.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.oisp.gateway.auth.database.ServerColumn;
import org.oisp.gateway.auth.database.ServerColumnTooNarrowException;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The table of the binding rows: checks whether it exists, whether its rows can hold this instance's address, and whether they can be
 * written. Checks by doing what registrations do, not by a cheaper query. Thread-safe; nothing here blocks.
 */
public final class BindingTable {

    private static final String UNDEFINED_TABLE = "42P01";

    private final Transactions transactions;
    private final String server;
    private final DatabaseEvents events;
    private final Duration timeout;
    private final LockHolders lockHolders;
    private volatile boolean exists = true;

    /**
     * Creates the object without connecting.
     *
     * @param database connects to the database with the dashboard's tables
     * @param server the address in the binding rows: host and port of this instance
     * @param timeout how long a transaction may take
     * @param events receives the outcome of each transaction
     */
    public BindingTable(ConnectionFactory database, String server, Duration timeout, DatabaseEvents events) {
        this.transactions = new Transactions(database, timeout, events);
        this.server = server;
        this.events = events;
        this.timeout = timeout;
        this.lockHolders = new LockHolders(database, timeout, events);
    }

    /** Returns the address in the binding rows. */
    String server() {
        return server;
    }

    /** Returns the lookup of lock holders in the same database. */
    public LockHolders locks() {
        return lockHolders;
    }

    /** Returns whether the table exists: true until a statement finds that it does not. */
    boolean exists() {
        return exists;
    }

    /** Records that the table is missing: later dashboards drop it, and a database that is being restored lacks it for a while. */
    void noteAbsence() {
        if (exists) {
            exists = false;
            events.bindingsAbsent();
        }
    }

    /**
     * Checks whether rows can hold the address of this instance.
     *
     * @return completes if so, or if the table is missing; fails with a {@link ServerColumnTooNarrowException} if not
     */
    public Mono<Void> check() {
        return transactions
                .run(
                        DatabaseOperation.FIT,
                        c -> ServerColumn.width(c, server).defaultIfEmpty(0),
                        error -> error instanceof ServerColumnTooNarrowException)
                .then();
    }

    /**
     * Clears every row that names this instance, except rows that another database session has locked.
     *
     * @param lockTimeouts how long to wait for row locks; a table lock may take nearly the whole timeout
     * @return what was cleared; fails with a {@link ServerColumnTooNarrowException} if rows cannot hold the address of this instance
     */
    public Mono<SweepResult> sweep(LockTimeouts lockTimeouts) {
        return lockTimeouts
                .use(
                        LockWait.BRIEF,
                        lockTimeout -> sweep(lockTimeout, this::sweepAll),
                        lockTimeout -> sweep(lockTimeout, this::sweepFree))
                .onErrorResume(
                        SqlState::isLocked,
                        locked -> lockHolders.named(
                                DatabaseOperation.SWEEP, sweep(LockHolders.nearly(timeout), this::sweepAll)));
    }

    private Mono<SweepResult> sweep(Duration lockTimeout, Function<Connection, Mono<SweepResult>> how) {
        return transactions.run(
                DatabaseOperation.SWEEP,
                lockTimeout,
                connection -> width(connection)
                        .flatMap(width -> how.apply(connection))
                        .switchIfEmpty(Mono.fromSupplier(() -> {
                            noteAbsence();
                            return new SweepResult(0, List.of());
                        })),
                error -> error instanceof ServerColumnTooNarrowException
                        || SqlState.isUnknownSyntax(error)
                        || LockHolders.mayBeLock(error));
    }

    private Mono<SweepResult> sweepAll(Connection connection) {
        return changed(BindingSql.sweep(connection, server)).map(rows -> new SweepResult(rows, List.of()));
    }

    private Mono<SweepResult> sweepFree(Connection connection) {
        return SweepResult.read(BindingSql.sweepFree(connection, server));
    }

    /**
     * Does what a registration does and rolls it back: takes the same locks, needs the same rights, and fails where a registration fails.
     * If the table was missing, checks whether it is back.
     *
     * @return whether the table was missing and is back; fails if a registration would
     */
    public Mono<Boolean> probe() {
        return Mono.defer(() -> exists
                ? bindNobody().thenReturn(false).onErrorResume(BindingTable::isUndefinedTable, absent -> missing())
                : lookForIt().doOnNext(there -> {
                    if (there) {
                        exists = true;
                        events.bindingsBack();
                    }
                }));
    }

    /** Succeeds if it is this table that is missing, since registrations go on without it. */
    private Mono<Boolean> missing() {
        return lookForIt().map(there -> {
            if (!there) {
                noteAbsence();
            }
            return false;
        });
    }

    private Mono<Void> bindNobody() {
        Mono<Void> trial = transactions
                .run(
                        DatabaseOperation.PROBE,
                        LockHolders.nearly(timeout),
                        connection -> TrialRegistration.bind(connection, server),
                        error -> isUndefinedTable(error) || LockHolders.mayBeLock(error))
                .then();
        return lockHolders.named(DatabaseOperation.PROBE, trial);
    }

    /** Does what a registration does without the table, and looks the table up in the catalogue. */
    private Mono<Boolean> lookForIt() {
        return transactions.run(
                DatabaseOperation.PROBE,
                connection -> TrialRegistration.lookUp(connection)
                        .then(width(connection)
                                .hasElement()
                                .onErrorReturn(ServerColumnTooNarrowException.class, false)),
                error -> false);
    }

    /** Returns the column's width, empty if there is no such table; reports whether the address fits. */
    private Mono<Integer> width(Connection connection) {
        return ServerColumn.width(connection, server)
                .doOnNext(fits -> events.addressFits())
                .doOnError(
                        ServerColumnTooNarrowException.class,
                        misfit -> events.addressMisfit(Objects.toString(misfit.getMessage())));
    }

    static boolean isUndefinedTable(Throwable error) {
        return error instanceof R2dbcException e && UNDEFINED_TABLE.equals(e.getSqlState());
    }

    private static Mono<Long> changed(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }
}

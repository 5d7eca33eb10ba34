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
 * The table of the binding rows: whether there is one, whether its rows can hold this instance's address, and whether they can be
 * written. That is found out by what registrations do, not by something that is cheaper. Thread-safe; nothing here blocks.
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
     * Makes no connection yet.
     *
     * @param database where the dashboard's tables are
     * @param server what the rows say of where their devices are: host and port of this instance
     * @param timeout how long a piece of work may take
     * @param events told of each
     */
    public BindingTable(ConnectionFactory database, String server, Duration timeout, DatabaseEvents events) {
        this.transactions = new Transactions(database, timeout, events);
        this.server = server;
        this.events = events;
        this.timeout = timeout;
        this.lockHolders = new LockHolders(database, timeout, events);
    }

    /** What the rows say of where their devices are. */
    String server() {
        return server;
    }

    /**
     * Who holds the locks that are in the way.
     *
     * @return what asks the same database
     */
    public LockHolders locks() {
        return lockHolders;
    }

    /**
     * Whether there is the table, as far as is known.
     *
     * @return true until a statement finds that there is none
     */
    boolean exists() {
        return exists;
    }

    /** There is none: later dashboards drop it, and a database that is being restored has none for a while. */
    void noteAbsence() {
        if (exists) {
            exists = false;
            events.bindingsAbsent();
        }
    }

    /**
     * Asks whether rows can hold the address of this instance.
     *
     * @return completes if so, or if there is no table for them; fails with a {@link ServerColumnTooNarrowException} if not
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
     * Clears every row that names this instance, but for those that somebody else has locked.
     *
     * @param patience how long to wait for locks; for one on the table as long as for anything
     * @return what was done; fails with a {@link ServerColumnTooNarrowException} if rows cannot hold the address of this instance
     */
    public Mono<SweepResult> sweep(LockTimeouts patience) {
        return patience.use(
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
     * Does what a registration does, and rolls it back: it takes the same locks, needs the same rights, and fails where a registration
     * fails. Where there is no table for rows, it looks whether there is one again.
     *
     * @return whether the table was away and is there again; fails if a registration would
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

    /** Registrations go on without it, if it is this table that is missing. */
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

    /** What registrations do without it, and a look at the catalogue. */
    private Mono<Boolean> lookForIt() {
        return transactions.run(
                DatabaseOperation.PROBE,
                connection -> TrialRegistration.lookUp(connection)
                        .then(width(connection)
                                .hasElement()
                                .onErrorReturn(ServerColumnTooNarrowException.class, false)),
                error -> false);
    }

    /** Empty if there is no such table. */
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

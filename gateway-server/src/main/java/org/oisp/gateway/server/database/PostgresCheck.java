package org.oisp.gateway.server.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.oisp.gateway.auth.database.ServerColumn;
import org.oisp.gateway.auth.store.LockHolders;
import org.oisp.gateway.auth.store.TrialRegistration;
import org.oisp.gateway.database.BorrowedConnection;
import org.oisp.gateway.database.TableLockedException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Checks that a PostgreSQL server meets the gateway's needs. */
public final class PostgresCheck {

    private static final String VERSION = "SELECT current_setting('server_version') AS answer";

    /** Fails if the table does not exist or may not be read. */
    private static final String DEVICES =
            "SELECT coalesce((SELECT '' FROM dashboard.devices LIMIT 1), 'no device yet') AS answer";

    private static final String WRITABLE = """
            SELECT CASE WHEN has_table_privilege('dashboard."connectionBindings"', 'SELECT')
                         AND has_table_privilege('dashboard."connectionBindings"', 'INSERT')
                         AND has_table_privilege('dashboard."connectionBindings"', 'UPDATE')
                        THEN 'yes' ELSE 'no' END AS answer
            """;

    private PostgresCheck() {}

    /**
     * Checks the primary server.
     *
     * @param settings how to connect
     * @param server the address to be stored in binding rows
     * @return a short description; fails if the server does not meet the needs
     */
    public static Mono<String> primary(PostgresSettings settings, String server) {
        return run(
                settings,
                connection -> devices(connection)
                        .flatMap(found -> ServerColumn.width(connection, server)
                                .flatMap(width -> answer(connection, WRITABLE)
                                        .flatMap(writable -> writable.equals("yes")
                                                ? tryRegistration(
                                                        connection,
                                                        settings,
                                                        TrialRegistration.bind(connection, server),
                                                        found + ", " + columns(width))
                                                : Mono.error(new IllegalStateException("user " + settings.username()
                                                        + " may not write dashboard.\"connectionBindings\"; GRANT SELECT, INSERT,"
                                                        + " UPDATE on it"))))
                                .switchIfEmpty(Mono.defer(() -> tryRegistration(
                                        connection,
                                        settings,
                                        TrialRegistration.lookUp(connection),
                                        found + ", no table for bindings")))));
    }

    /**
     * Tries a registration in a transaction that is rolled back. statement_timeout also ends it at the server when the client times out.
     */
    private static Mono<String> tryRegistration(
            Connection connection, PostgresSettings settings, Mono<Void> trial, String words) {
        return Flux.from(connection
                        .createStatement("BEGIN; SET LOCAL statement_timeout = "
                                + settings.timeout().toMillis())
                        .execute())
                .concatMap(Result::getRowsUpdated)
                .then(trial)
                .then(Mono.defer(() -> Mono.from(connection.rollbackTransaction())))
                .thenReturn(words);
    }

    /**
     * Checks a replica that devices are looked up at.
     *
     * @param settings how to connect
     * @return a short description; fails if the server does not meet the needs
     */
    public static Mono<String> replica(PostgresSettings settings) {
        return run(settings, PostgresCheck::devices);
    }

    private static Mono<String> run(PostgresSettings settings, Function<Connection, Mono<String>> work) {
        return Mono.usingWhen(
                Mono.<LoopResources>fromSupplier(() -> new DatabaseLoop("check-1")),
                loops -> {
                    ConnectionFactory server = new PostgresConnections(settings, loops);
                    return BorrowedConnection.use(server, work)
                            .timeout(settings.timeout())
                            .onErrorResume(TimeoutException.class, late -> locked(server, settings, late));
                },
                loops -> loops.disposeLater(Duration.ZERO, settings.timeout()));
    }

    /** Fails with the lock that blocked the check, if there is one; otherwise with the timeout. */
    private static <T> Mono<T> locked(ConnectionFactory server, PostgresSettings settings, Throwable late) {
        return BorrowedConnection.use(server, LockHolders::ofTables)
                .timeout(settings.timeout())
                .onErrorComplete()
                .<Throwable>map(TableLockedException::new)
                .defaultIfEmpty(late)
                .flatMap(Mono::error);
    }

    private static Mono<String> devices(Connection connection) {
        return answer(connection, VERSION)
                .flatMap(version -> answer(connection, DEVICES)
                        .map(none -> "PostgreSQL " + version + (none.isEmpty() ? "" : ", " + none)));
    }

    private static String columns(int width) {
        return width > 0 ? "binding rows take " + width + " characters" : "binding rows take any address";
    }

    private static Mono<String> answer(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result ->
                        result.map((row, metadata) -> Objects.requireNonNull(row.get("answer", String.class))))
                .next();
    }
}

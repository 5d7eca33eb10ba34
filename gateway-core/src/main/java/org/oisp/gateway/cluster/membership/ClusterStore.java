package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads what the instances share in the database: its clock, their leases, and a secret, which the first instance creates. For PostgreSQL
 * 9.3 and newer.
 */
final class ClusterStore {

    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String NOW =
            "SELECT (extract(epoch FROM clock_timestamp())::numeric * 1000000)::bigint AS micros";

    private static final String CREATE_TABLE = """
            CREATE TABLE IF NOT EXISTS gateway.cluster (
              prefix varchar(32) PRIMARY KEY, secret text NOT NULL, created timestamptz NOT NULL)
            """;

    /** $1 prefix. */
    private static final String SECRET = "SELECT secret FROM gateway.cluster WHERE prefix = $1";

    /** $1 prefix, $2 secret. Run while holding the advisory lock. */
    private static final String ADD = """
            INSERT INTO gateway.cluster (prefix, secret, created)
            SELECT $1, $2, clock_timestamp() WHERE NOT EXISTS (SELECT 1 FROM gateway.cluster WHERE prefix = $1)
            """;

    /** $1 this instance. */
    private static final String OTHERS = """
            SELECT server FROM gateway.instances WHERE server <> $1 AND expires > clock_timestamp() ORDER BY server LIMIT 1000
            """;

    private final Transactions transactions;
    private final String server;
    private final String prefix;

    ClusterStore(ConnectionFactory database, LeaseSettings settings, String prefix, DatabaseEvents events) {
        this.transactions = new Transactions(database, settings.queryTimeout(), events);
        this.server = settings.server();
        this.prefix = prefix;
    }

    /** Returns the database's time and the duration of the query. */
    Mono<DatabaseTime> now() {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return run(connection -> first(
                            connection.createStatement(NOW),
                            row -> Objects.requireNonNull(row.get("micros", Long.class))))
                    .map(micros -> new DatabaseTime(micros, System.nanoTime() - begun));
        });
    }

    record DatabaseTime(long micros, long tookNanos) {}

    /** Returns the names of the other instances with a lease in force; fails if the table is missing or not accessible. */
    Mono<List<String>> others() {
        return run(connection -> Flux.from(
                        connection.createStatement(OTHERS).bind("$1", server).execute())
                .concatMap(result ->
                        result.map((row, metadata) -> Objects.requireNonNull(row.get("server", String.class))))
                .collectList());
    }

    /** Returns the secret, and creates it if there is none; fails if its table is missing and cannot be created. */
    Mono<String> secret() {
        return run(connection -> exists(connection)
                .flatMap(there -> there ? read(connection) : Mono.empty())
                .switchIfEmpty(Mono.defer(() -> make(connection))));
    }

    private Mono<String> read(Connection connection) {
        return first(
                connection.createStatement(SECRET).bind("$1", prefix),
                row -> Objects.requireNonNull(row.get("secret", String.class)));
    }

    private Mono<String> make(Connection connection) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return first(InstanceSql.lock(connection), row -> 0L)
                .then(exists(connection))
                .flatMap(there -> there
                        ? Mono.just(0L)
                        : changed(InstanceSql.createSchema(connection))
                                .then(changed(connection.createStatement(CREATE_TABLE))))
                .then(Mono.defer(() -> changed(connection
                        .createStatement(ADD)
                        .bind("$1", prefix)
                        .bind("$2", HexFormat.of().formatHex(secret)))))
                .then(Mono.defer(() -> read(connection)));
    }

    private <T> Mono<T> run(Function<Connection, Mono<T>> work) {
        return transactions.run(DatabaseOperation.BEAT, work, InstanceStore::isTablesFault);
    }

    private static Mono<Boolean> exists(Connection connection) {
        return first(
                InstanceSql.exists(connection, "gateway", "cluster"),
                row -> Objects.requireNonNull(row.get("n", Long.class)) > 0);
    }

    private static <T> Mono<T> first(Statement statement, Function<Row, T> read) {
        // Reads the result to its end, because the connection is reused.
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> read.apply(row)))
                .collectList()
                .flatMap(rows -> rows.isEmpty() ? Mono.empty() : Mono.just(rows.get(0)));
    }

    private static Mono<Long> changed(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }
}

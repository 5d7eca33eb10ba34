package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.Transactions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the leases of all instances; for PostgreSQL 9.3 and newer. Thread-safe; never blocks. */
public final class LeaseTable {

    private static final String ALL = """
            SELECT server, version,
                   (extract(epoch FROM started) * 1000)::bigint AS started,
                   (extract(epoch FROM beat) * 1000)::bigint AS beat,
                   (extract(epoch FROM clock_timestamp() - beat) * 1000)::bigint AS since,
                   (extract(epoch FROM expires - clock_timestamp()) * 1000)::bigint AS lasts
            FROM gateway.instances ORDER BY server LIMIT 1000
            """;

    private final Transactions transactions;

    /**
     * Creates a reader without connecting to the database.
     *
     * @param database holds the table
     * @param timeout for each query
     * @param events receives the outcome of each query
     */
    public LeaseTable(ConnectionFactory database, Duration timeout, DatabaseEvents events) {
        this.transactions = new Transactions(database, timeout, events);
    }

    /**
     * Reads all leases.
     *
     * @return all rows, including expired leases that no instance has cleared yet; empty if the table is missing or not accessible; fails
     *     if the database does not answer
     */
    public Mono<List<Lease>> all() {
        Function<Connection, Mono<List<Lease>>> work =
                connection -> Flux.from(connection.createStatement(ALL).execute())
                        .concatMap(result -> result.map((row, metadata) -> lease(row)))
                        .collectList();
        return transactions
                .run(DatabaseOperation.LIST, work, InstanceStore::isTablesFault)
                .onErrorResume(InstanceStore::isTablesFault, none -> Mono.just(List.of()));
    }

    private static Lease lease(Row row) {
        return new Lease(
                Objects.requireNonNull(row.get("server", String.class)),
                Objects.requireNonNull(row.get("version", String.class)),
                number(row, "started"),
                number(row, "beat"),
                number(row, "since"),
                number(row, "lasts"));
    }

    private static long number(Row row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}

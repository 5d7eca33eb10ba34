package org.oisp.gateway.operations.presence;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.Transactions;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads devices and the names of live instances from the database; for PostgreSQL 9.3 and newer. */
final class DeviceTable {

    /** How long the list of instances is reused, because the connection pool is small and devices need it. */
    private static final Duration SAME_ANSWER = Duration.ofMillis(200);

    /**
     * $1 account, $2 the id before the page, $3 the maximum number, $4 a part of the id, possibly empty. Sorted by bytes, with any
     * collation of the database.
     */
    private static final String PAGE = """
            SELECT d.uid, d.id FROM dashboard.devices d
            WHERE d."accountId" = $1 AND d.id COLLATE "C" > $2 AND strpos(lower(d.id), lower($4)) > 0
            ORDER BY d.id COLLATE "C" LIMIT $3
            """;

    /** $1 account, $2 id. */
    private static final String DEVICE = """
            SELECT d.uid, d.id FROM dashboard.devices d WHERE d.id = $2 AND d."accountId" = $1
            """;

    /** $1 this instance. */
    private static final String OTHERS = """
            SELECT server FROM gateway.instances WHERE server <> $1 AND expires > clock_timestamp() ORDER BY server LIMIT 1000
            """;

    private final Transactions transactions;
    private final Mono<Optional<List<String>>> others;

    DeviceTable(ConnectionFactory database, LedgerSettings settings, DatabaseEvents events) {
        this.transactions = new Transactions(database, settings.queryTimeout(), events);
        this.others = Mono.defer(() -> askOthers(settings.server())).cache(SAME_ANSWER);
    }

    Mono<List<DeviceIdentity>> page(AccountId account, String afterId, String idPart, int limit) {
        return devices(connection -> devices(
                connection
                        .createStatement(PAGE)
                        .bind("$1", account.value())
                        .bind("$2", afterId)
                        .bind("$3", limit)
                        .bind("$4", idPart),
                account));
    }

    Mono<Optional<DeviceIdentity>> find(DeviceAddress device) {
        return devices(connection -> devices(
                        connection
                                .createStatement(DEVICE)
                                .bind("$1", device.account().value())
                                .bind("$2", device.id().value()),
                        device.account()))
                .map(found -> found.stream().findFirst());
    }

    private Mono<List<DeviceIdentity>> devices(Function<Connection, Mono<List<DeviceIdentity>>> work) {
        return transactions
                .run(DatabaseOperation.LIST, work, error -> false)
                .onErrorMap(DeviceTable::isDatabases, DatabaseAwayException::new);
    }

    /** Returns whether an error comes from the database or the network and is not a defect of the gateway. */
    private static boolean isDatabases(Throwable error) {
        return error instanceof R2dbcException || error instanceof TimeoutException || error instanceof IOException;
    }

    /** Returns the names of the other instances with a lease in force; empty if unknown. */
    Mono<Optional<List<String>>> others() {
        return others;
    }

    private Mono<Optional<List<String>>> askOthers(String ownServer) {
        Function<Connection, Mono<List<String>>> work = connection -> Flux.from(
                        connection.createStatement(OTHERS).bind("$1", ownServer).execute())
                .concatMap(result ->
                        result.map((row, metadata) -> Objects.requireNonNull(row.get("server", String.class))))
                .collectList();
        return transactions
                // The table may be missing or not accessible.
                .run(DatabaseOperation.LIST, work, R2dbcException.class::isInstance)
                .map(Optional::of)
                .onErrorResume(unknown -> Mono.just(Optional.empty()));
    }

    private static Mono<List<DeviceIdentity>> devices(Statement statement, AccountId account) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> identity(row, account)))
                .collectList();
    }

    private static DeviceIdentity identity(Row row, AccountId account) {
        return new DeviceIdentity(
                new DeviceUid(Objects.requireNonNull(row.get("uid", UUID.class))),
                account,
                new DeviceId(Objects.requireNonNull(row.get("id", String.class))));
    }
}

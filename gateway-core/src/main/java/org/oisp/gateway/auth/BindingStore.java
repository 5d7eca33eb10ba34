package org.oisp.gateway.auth;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.BorrowedConnection;
import org.oisp.gateway.auth.database.DeviceLookup;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.database.ServerColumn;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.events.DatabaseOperation;
import org.oisp.gateway.events.GatewayEvents;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The statements at the dashboard's tables (PROTOCOL.md, "The database"). A batch is one statement in one transaction, so a
 * server that was given up on cannot write its rows later; all of it works on PostgreSQL 9.3.
 */
final class BindingStore {

    private static final String UNDEFINED_TABLE = "42P01";

    /** Unique violation, serialization failure, deadlock: another instance was at the same rows, and is done by now. */
    private static final List<String> CONFLICTS = List.of("23505", "40001", "40P01");

    private static final int MAX_RETRIES = 3;

    private static final Instant EPOCH = Instant.EPOCH;

    private final ConnectionFactory database;
    private final DeviceReplicas replicas;
    private final String server;
    private final Duration timeout;
    private final GatewayEvents events;
    private volatile boolean bindingsExist = true;

    BindingStore(
            ConnectionFactory database,
            DeviceReplicas replicas,
            String server,
            Duration timeout,
            GatewayEvents events) {
        this.database = database;
        this.replicas = replicas;
        this.server = server;
        this.timeout = timeout;
        this.events = events;
    }

    /**
     * Looks up the devices and writes their rows; a device that there is not has a null in its place.
     *
     * @param uncertain told the rows of a transaction of which it is not known whether it was committed
     */
    Mono<List<@Nullable Granted>> bind(List<DeviceClaim> claims, Consumer<List<Binding>> uncertain) {
        return replicas.find(BindingSql.accounts(claims), BindingSql.ids(claims))
                .flatMap(known -> bindingsExist
                        ? bindAll(claims, known, uncertain)
                                .onErrorResume(
                                        BindingStore::isUndefinedTable,
                                        absent -> lookUpAll(claims, known).doOnNext(found -> noteAbsence()))
                        : lookUpAll(claims, known));
    }

    /** Clears the rows that are still as they were bound. */
    Mono<Void> release(List<Binding> bindings) {
        return Mono.defer(() -> bindingsExist
                ? inTransaction(
                                DatabaseOperation.RELEASE,
                                c -> changed(BindingSql.release(c, bindings, server)),
                                error -> false)
                        .then()
                : Mono.empty());
    }

    /** Clears every row that names this instance; gives their number. Fails if the rows cannot hold its address. */
    Mono<Long> sweep() {
        return inTransaction(DatabaseOperation.SWEEP, this::sweep, error -> false);
    }

    private Mono<Long> sweep(Connection connection) {
        return ServerColumn.width(connection, server)
                .flatMap(width -> changed(BindingSql.sweep(connection, server)))
                .switchIfEmpty(Mono.fromSupplier(() -> {
                    noteAbsence();
                    return 0L;
                }));
    }

    /** Whether an error is about the data of one of the claims, so that the others would succeed without it. */
    static boolean isDataError(Throwable error) {
        return error instanceof R2dbcException e
                && e.getSqlState() != null
                && (e.getSqlState().startsWith("22") || e.getSqlState().startsWith("23"));
    }

    private Mono<List<@Nullable Granted>> bindAll(
            List<DeviceClaim> claims, @Nullable UUID[] known, Consumer<List<Binding>> uncertain) {
        return Mono.defer(() -> {
            AtomicReference<List<Binding>> written = new AtomicReference<>(List.of());
            return inTransaction(
                            DatabaseOperation.BIND,
                            c -> rows(BindingSql.bind(c, claims, server, replicas.exist() ? known : null), claims)
                                    .doOnNext(rows -> written.set(bindings(rows))),
                            error -> isUndefinedTable(error) || isDataError(error))
                    .doOnError(error -> uncertain.accept(written.get()));
        });
    }

    /** Only those that no replica knows. */
    private Mono<List<@Nullable Granted>> lookUpAll(List<DeviceClaim> claims, @Nullable UUID[] known) {
        int[] unknown =
                IntStream.range(0, known.length).filter(i -> known[i] == null).toArray();
        List<DeviceClaim> asked =
                IntStream.of(unknown).<DeviceClaim>mapToObj(claims::get).toList();
        Mono<@Nullable UUID[]> found = asked.isEmpty()
                ? Mono.just(known)
                : inTransaction(
                                DatabaseOperation.BIND,
                                c -> DeviceLookup.find(c, BindingSql.accounts(asked), BindingSql.ids(asked)),
                                BindingStore::isDataError)
                        .map(answers -> {
                            @Nullable UUID[] all = known.clone();
                            for (int i = 0; i < unknown.length; i++) {
                                all[unknown[i]] = answers[i];
                            }
                            return all;
                        });
        return found.map(devices -> unbound(claims, devices));
    }

    private static List<@Nullable Granted> unbound(List<DeviceClaim> claims, @Nullable UUID[] devices) {
        List<@Nullable Granted> granted = new ArrayList<>();
        for (int i = 0; i < devices.length; i++) {
            UUID device = devices[i];
            DeviceClaim claim = claims.get(i);
            granted.add(
                    device == null
                            ? null
                            : new Granted(
                                    new DeviceIdentity(new DeviceUid(device), claim.account(), claim.id()), null));
        }
        return granted;
    }

    private static List<Binding> bindings(List<@Nullable Granted> rows) {
        List<Binding> bindings = new ArrayList<>();
        for (Granted row : rows) {
            if (row != null && row.binding() != null) {
                bindings.add(row.binding());
            }
        }
        return bindings;
    }

    private void noteAbsence() {
        if (bindingsExist) {
            bindingsExist = false;
            events.bindingsAbsent();
        }
    }

    private static boolean isUndefinedTable(Throwable error) {
        return error instanceof R2dbcException e && UNDEFINED_TABLE.equals(e.getSqlState());
    }

    private static boolean isConflict(Throwable error) {
        return error instanceof R2dbcException e && CONFLICTS.contains(Objects.toString(e.getSqlState()));
    }

    private static Mono<Long> changed(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }

    private static Mono<List<@Nullable Granted>> rows(Statement statement, List<DeviceClaim> claims) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> Indexed.of(row, claims)))
                .collectList()
                .map(found -> {
                    List<@Nullable Granted> byClaim = new ArrayList<>(Collections.nCopies(claims.size(), null));
                    found.forEach(row -> byClaim.set(row.index, row.granted));
                    return byClaim;
                });
    }

    /** The answer to one claim. */
    private record Indexed(int index, Granted granted) {
        static Indexed of(Row row, List<DeviceClaim> claims) {
            int index = Objects.requireNonNull(row.get("n", Integer.class)) - 1;
            DeviceClaim claim = claims.get(index);
            DeviceUid uid = new DeviceUid(Objects.requireNonNull(row.get("uid", UUID.class)));
            OffsetDateTime at = row.get("at", OffsetDateTime.class);
            return new Indexed(
                    index,
                    new Granted(
                            new DeviceIdentity(uid, claim.account(), claim.id()),
                            at == null ? null : new Binding(uid, ChronoUnit.MICROS.between(EPOCH, at.toInstant()))));
        }
    }

    private <T> Mono<T> inTransaction(
            DatabaseOperation operation, Function<Connection, Mono<T>> work, Predicate<Throwable> expected) {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return BorrowedConnection.use(
                            database,
                            c -> Mono.from(c.beginTransaction())
                                    .then(work.apply(c))
                                    .flatMap(value ->
                                            Mono.from(c.commitTransaction()).thenReturn(value)))
                    .timeout(timeout)
                    .retryWhen(Retry.max(MAX_RETRIES)
                            .filter(BindingStore::isConflict)
                            .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                    .doOnNext(value -> events.databaseAnswered(operation, System.nanoTime() - begun))
                    .doOnError(
                            expected.negate(),
                            error -> events.databaseFailed(operation, System.nanoTime() - begun, error));
        });
    }
}

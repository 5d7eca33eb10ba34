package org.oisp.gateway.auth.store;

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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.DeviceLookup;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.events.DatabaseEvents;
import org.oisp.gateway.events.DatabaseOperation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The statements at the dashboard's tables (PROTOCOL.md, "The database"). A batch is one statement in one transaction, so a
 * server that was given up on cannot write its rows later; all of it works on PostgreSQL 9.3.
 */
public final class BindingStore {

    private static final Instant EPOCH = Instant.EPOCH;

    private final Transactions transactions;
    private final DeviceReplicas replicas;
    private final String server;
    private final BindingTable table;

    /**
     * Makes a store.
     *
     * @param database where the dashboard's tables are
     * @param replicas where devices are looked up, as far as they know them
     * @param table the table of the rows
     * @param server what the rows say of where their devices are: host and port of this instance
     * @param timeout how long a batch may take
     * @param events told of each
     */
    public BindingStore(
            ConnectionFactory database,
            DeviceReplicas replicas,
            BindingTable table,
            String server,
            Duration timeout,
            DatabaseEvents events) {
        this.transactions = new Transactions(database, timeout, events);
        this.replicas = replicas;
        this.table = table;
        this.server = server;
    }

    /**
     * Looks up devices and writes their rows.
     *
     * @param claims the devices, none of them twice
     * @param withdrawn whether somebody who made a claim is gone; asked when the rows are written, and locked, and not committed: a
     *     device that has moved to another instance by then may have its row there, and must keep it. One that moves later waits for
     *     this commit, and has the later row.
     * @param uncertain told the rows of a transaction of which it is not known whether it was committed
     * @return what became of each claim, in their order; null for a device that there is not. Empty if somebody has withdrawn: then
     *     nothing was written
     */
    public Mono<List<@Nullable Granted>> bind(
            List<DeviceClaim> claims, BooleanSupplier withdrawn, Consumer<List<Binding>> uncertain) {
        return replicas.find(BindingSql.accounts(claims), BindingSql.ids(claims))
                .flatMap(known -> table.exists()
                        ? bindAll(claims, known, withdrawn, uncertain)
                                .onErrorResume(
                                        BindingTable::isUndefinedTable,
                                        absent -> lookUpAll(claims, known).doOnNext(found -> table.noteAbsence()))
                        : lookUpAll(claims, known));
    }

    /**
     * Clears the rows that are still as they were bound.
     *
     * @param bindings the rows
     * @return completes when that is committed
     */
    public Mono<Void> release(List<Binding> bindings) {
        return Mono.defer(() -> table.exists()
                ? transactions
                        .run(
                                DatabaseOperation.RELEASE,
                                c -> changed(BindingSql.release(c, bindings, server)),
                                error -> false)
                        .then()
                : Mono.empty());
    }

    /**
     * Whether an error is about the data of one of the claims, so that the others would succeed without it.
     *
     * @param error what {@link #bind} failed with
     * @return whether its SQLSTATE is of class 22 or 23
     */
    public static boolean isDataError(Throwable error) {
        return error instanceof R2dbcException e
                && e.getSqlState() != null
                && (e.getSqlState().startsWith("22") || e.getSqlState().startsWith("23"));
    }

    private Mono<List<@Nullable Granted>> bindAll(
            List<DeviceClaim> claims,
            @Nullable UUID[] known,
            BooleanSupplier withdrawn,
            Consumer<List<Binding>> uncertain) {
        return Mono.defer(() -> {
            AtomicReference<List<Binding>> written = new AtomicReference<>(List.of());
            return transactions
                    .run(
                            DatabaseOperation.BIND,
                            c -> rows(BindingSql.bind(c, claims, server, replicas.exist() ? known : null), claims)
                                    .filter(rows -> !withdrawn.getAsBoolean())
                                    .doOnNext(rows -> written.set(bindings(rows))),
                            error -> BindingTable.isUndefinedTable(error) || isDataError(error))
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
                : transactions
                        .run(
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
}

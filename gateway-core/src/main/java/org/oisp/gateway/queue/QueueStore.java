package org.oisp.gateway.queue;

import static org.oisp.gateway.queue.QueueTable.changed;
import static org.oisp.gateway.queue.QueueTable.list;
import static org.oisp.gateway.queue.QueueTable.number;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.queue.AcceptedBatch.QueueResult;
import org.oisp.gateway.queue.AcceptedBatch.ReplacedRow;
import reactor.core.publisher.Mono;

/** Writes actuations that are to be kept. Thread-safe; never blocks. */
final class QueueStore {

    private final QueueTable table;
    private final QueueSettings settings;

    QueueStore(QueueTable table, QueueSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    /**
     * Keeps actuations, as far as their devices exist and there is room.
     *
     * @param entries the actuations, in the order in which they were received
     * @param committing called when all is written and only the commit is left; from then on, a failure does not say that nothing is kept
     * @return what becomes of each, once the rows are committed
     */
    Mono<QueueWriteResult> keep(List<QueueEntry> entries, Runnable committing) {
        return table.prepare()
                .then(table.run(
                        DatabaseOperation.KEEP,
                        connection -> resolve(connection, entries)
                                .flatMap(found -> keep(connection, entries, found))
                                .doOnNext(result -> committing.run())));
    }

    /**
     * What became of a batch.
     *
     * @param results the result of each actuation
     * @param collapsed how many older rows gave way
     */
    record QueueWriteResult(List<QueueResult> results, int collapsed) {}

    private Mono<List<QueueResult>> resolve(Connection connection, List<QueueEntry> entries) {
        @Nullable UUID[] uids = new UUID[entries.size()];
        @Nullable UUID[] accounts = new UUID[entries.size()];
        @Nullable String[] ids = new String[entries.size()];
        for (int i = 0; i < uids.length; i++) {
            Target target = entries.get(i).target();
            if (target instanceof Target.ByUid key) {
                uids[i] = key.uid().value();
            } else if (target instanceof Target.ByAccount named && named.id().storable()) {
                accounts[i] = named.account().value();
                ids[i] = named.id().value();
            } else if (target instanceof Target.ById named && named.id().storable()) {
                ids[i] = named.id().value();
            }
        }
        Statement statement = connection
                .createStatement(QueueSql.RESOLVE)
                .bind("$1", uids)
                .bind("$2", accounts)
                .bind("$3", ids);
        List<QueueResult> results =
                new ArrayList<>(Collections.nCopies(uids.length, QueueResult.refused(QueueRefusal.UNKNOWN_DEVICE)));
        return list(statement, row -> {
                    int index = (int) number(row, "n") - 1;
                    boolean first = results.get(index).refusal() == QueueRefusal.UNKNOWN_DEVICE;
                    results.set(
                            index,
                            first ? QueueResult.kept(identity(row)) : QueueResult.refused(QueueRefusal.AMBIGUOUS));
                    return index;
                })
                .thenReturn(results);
    }

    private static DeviceIdentity identity(Row row) {
        return new DeviceIdentity(
                new DeviceUid(Objects.requireNonNull(row.get("uid", UUID.class))),
                new AccountId(Objects.requireNonNull(row.get("account", UUID.class))),
                new DeviceId(Objects.requireNonNull(row.get("id", String.class))));
    }

    private Mono<QueueWriteResult> keep(Connection connection, List<QueueEntry> entries, List<QueueResult> found) {
        UUID[] devices = found.stream()
                .map(QueueResult::device)
                .filter(Objects::nonNull)
                .map(device -> device.uid().value())
                .distinct()
                .toArray(UUID[]::new);
        UUID[] accounts = found.stream()
                .map(QueueResult::device)
                .filter(Objects::nonNull)
                .map(device -> device.account().value())
                .distinct()
                .toArray(UUID[]::new);
        if (devices.length == 0) {
            return Mono.just(new QueueWriteResult(found, 0));
        }
        Map<UUID, QueueBounds> kept = new HashMap<>();
        return replaced(connection, entries, found)
                .flatMap(replaced -> count(connection, QueueSql.KEPT_FOR_DEVICES, devices, kept)
                        .then(count(connection, QueueSql.KEPT_FOR_ACCOUNTS, accounts, kept))
                        .then(Mono.fromSupplier(() -> {
                            AcceptedBatch batch = new AcceptedBatch(settings, kept, replaced, found);
                            batch.decide(entries);
                            return batch;
                        })))
                .flatMap(batch -> delete(connection, batch.removed())
                        .then(Mono.defer(() -> insert(connection, entries, batch.results())))
                        .thenReturn(new QueueWriteResult(batch.results(), batch.removed().length)));
    }

    /** Returns the rows with the devices and collapse keys of the batch; no other instance can write such a row until the commit. */
    private static Mono<List<ReplacedRow>> replaced(
            Connection connection, List<QueueEntry> entries, List<QueueResult> found) {
        int[] keyed = IntStream.range(0, found.size())
                .filter(i -> found.get(i).device() != null
                        && entries.get(i).options().collapse() != null)
                .toArray();
        if (keyed.length == 0) {
            return Mono.just(List.of());
        }
        UUID[] devices = new UUID[keyed.length];
        String[] keys = new String[keyed.length];
        Integer[] hashes = new Integer[keyed.length];
        for (int i = 0; i < keyed.length; i++) {
            devices[i] =
                    Objects.requireNonNull(found.get(keyed[i]).device()).uid().value();
            keys[i] = Objects.requireNonNull(entries.get(keyed[i]).options().collapse());
            hashes[i] = Objects.hash(devices[i], keys[i]);
        }
        return list(connection.createStatement(QueueSql.LOCK_KEYS).bind("$1", hashes), row -> 0)
                .then(list(
                        connection
                                .createStatement(QueueSql.REPLACED)
                                .bind("$1", devices)
                                .bind("$2", keys),
                        row -> new ReplacedRow(
                                number(row, "seq"),
                                Objects.requireNonNull(row.get("device", UUID.class)),
                                Objects.requireNonNull(row.get("account", UUID.class)),
                                Objects.requireNonNull(row.get("collapse", String.class)),
                                (int) number(row, "bytes"))))
                .map(rows -> rows.stream().distinct().toList());
    }

    private static Mono<Void> count(Connection connection, String sql, UUID[] owners, Map<UUID, QueueBounds> kept) {
        return list(connection.createStatement(sql).bind("$1", owners), row -> {
                    kept.put(
                            Objects.requireNonNull(row.get("owner", UUID.class)),
                            new QueueBounds((int) number(row, "messages"), number(row, "bytes")));
                    return 0;
                })
                .then();
    }

    private static Mono<Void> delete(Connection connection, Long[] rows) {
        return rows.length == 0
                ? Mono.empty()
                : changed(connection.createStatement(QueueSql.DELETE).bind("$1", rows))
                        .then();
    }

    private static Mono<Void> insert(Connection connection, List<QueueEntry> entries, List<QueueResult> results) {
        int[] fresh = IntStream.range(0, results.size())
                .filter(i -> results.get(i).device() != null)
                .toArray();
        if (fresh.length == 0) {
            return Mono.empty();
        }
        UUID[] devices = new UUID[fresh.length];
        UUID[] accounts = new UUID[fresh.length];
        for (int i = 0; i < fresh.length; i++) {
            DeviceIdentity device = Objects.requireNonNull(results.get(fresh[i]).device());
            devices[i] = device.uid().value();
            accounts[i] = device.account().value();
        }
        List<QueueEntry> rows =
                IntStream.of(fresh).<QueueEntry>mapToObj(entries::get).toList();
        return changed(connection
                        .createStatement(QueueSql.INSERT)
                        .bind("$1", devices)
                        .bind("$2", accounts)
                        .bind("$3", rows.stream().map(QueueEntry::id).toArray(String[]::new))
                        .bind(
                                "$4",
                                rows.stream()
                                        .map(row -> row.options().collapse())
                                        .toArray(String[]::new))
                        .bind("$5", rows.stream().map(QueueStore::base64).toArray(String[]::new))
                        .bind("$6", rows.stream().map(QueueEntry::bytes).toArray(Integer[]::new))
                        .bind(
                                "$7",
                                rows.stream()
                                        .map(row -> row.options().ttlSeconds())
                                        .toArray(Integer[]::new))
                        .bind("$8", rows.stream().map(QueueEntry::completion).toArray(Boolean[]::new))
                        .bind("$9", rows.stream().map(QueueEntry::replyTo).toArray(String[]::new))
                        .bind("$10", rows.stream().map(QueueEntry::waitMillis).toArray(Long[]::new)))
                .then();
    }

    private static String base64(QueueEntry entry) {
        ByteSlice body = entry.body();
        byte[] bytes = Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length());
        return new String(Base64.getEncoder().encode(bytes), StandardCharsets.ISO_8859_1);
    }
}

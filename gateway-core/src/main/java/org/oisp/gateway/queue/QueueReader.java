package org.oisp.gateway.queue;

import static org.oisp.gateway.queue.QueueTable.changed;
import static org.oisp.gateway.queue.QueueTable.list;
import static org.oisp.gateway.queue.QueueTable.number;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.queue.QueuedActuation.WaitingSender;
import reactor.core.publisher.Mono;

/** Reads kept actuations for delivery, and deletes them. Thread-safe; never blocks. */
final class QueueReader {

    /** How many bytes one device is sent before it has confirmed the first. */
    private static final int MAX_ROUND_BYTES = 256 * 1024;

    /** How many bytes are read at once. */
    private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    private static final int MAX_EXPIRED = 1_000;

    private final QueueTable table;
    private final QueueSettings settings;

    QueueReader(QueueTable table, QueueSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    /**
     * What was read for a device.
     *
     * @param rows the first actuations, in order; marked as sent
     * @param more whether more may be kept
     */
    record DeviceRows(List<QueuedActuation> rows, boolean more) {}

    /**
     * The result of a batch.
     *
     * @param deleted how many rows were deleted because they were delivered
     * @param givenUp rows that were counted as not confirmed, and are deleted, since that was too often
     * @param devices what was read for each device that has something
     */
    record QueueBatchResult(long deleted, List<Long> givenUp, Map<DeviceUid, DeviceRows> devices) {}

    /** Writes off deliveries, then reads what is kept for devices, in one transaction. */
    Mono<QueueBatchResult> take(QueueBatch batch) {
        return table.prepare()
                .then(table.run(
                        DatabaseOperation.TAKE,
                        connection -> delete(connection, batch.rows(true))
                                .flatMap(deleted -> count(connection, batch.rows(false))
                                        .flatMap(givenUp -> read(connection, batch)
                                                .map(rows -> new QueueBatchResult(deleted, givenUp, rows))))));
    }

    private static Mono<Long> delete(Connection connection, Long[] delivered) {
        return delivered.length == 0
                ? Mono.just(0L)
                : changed(connection.createStatement(QueueSql.DELETE).bind("$1", delivered));
    }

    private Mono<List<Long>> count(Connection connection, Long[] unconfirmed) {
        return unconfirmed.length == 0
                ? Mono.just(List.of())
                : list(
                        connection
                                .createStatement(QueueSql.COUNT_UNCONFIRMED)
                                .bind("$1", unconfirmed)
                                .bind("$2", settings.attempts()),
                        row -> number(row, "seq"));
    }

    private Mono<Map<DeviceUid, DeviceRows>> read(Connection connection, QueueBatch batch) {
        if (batch.devices().isEmpty()) {
            return Mono.just(Map.of());
        }
        UUID[] devices = batch.devices().stream().map(DeviceUid::value).toArray(UUID[]::new);
        return list(
                        connection.createStatement(QueueSql.HAVE_ROWS).bind("$1", devices),
                        row -> Objects.requireNonNull(row.get("device", UUID.class)))
                .flatMap(found -> found.isEmpty()
                        ? Mono.just(Map.of())
                        : read(connection, found.toArray(UUID[]::new), batch.inFlight()));
    }

    private Mono<Map<DeviceUid, DeviceRows>> read(Connection connection, UUID[] devices, List<Long> inFlight) {
        return list(
                        connection
                                .createStatement(QueueSql.TAKE)
                                .bind("$1", devices)
                                .bind("$2", settings.round())
                                .bind("$3", MAX_ROUND_BYTES)
                                .bind("$4", MAX_BATCH_BYTES)
                                .bind("$5", inFlight.toArray(Long[]::new)),
                        TakenRow::read)
                .map(this::byDevice);
    }

    private Map<DeviceUid, DeviceRows> byDevice(List<TakenRow> rows) {
        Map<DeviceUid, List<TakenRow>> found = new LinkedHashMap<>();
        rows.forEach(row ->
                found.computeIfAbsent(row.device, device -> new ArrayList<>(1)).add(row));
        Map<DeviceUid, DeviceRows> taken = new LinkedHashMap<>();
        found.forEach((device, all) -> {
            List<QueuedActuation> fit = new ArrayList<>(all.size());
            for (TakenRow row : all) {
                if (row.actuation != null) {
                    fit.add(row.actuation);
                }
            }
            taken.put(device, new DeviceRows(fit, fit.size() < all.size() || all.size() >= settings.round()));
        });
        return taken;
    }

    /** A row; without an actuation if it was not taken. */
    private record TakenRow(DeviceUid device, @Nullable QueuedActuation actuation) {

        static TakenRow read(Row row) {
            DeviceUid device = new DeviceUid(Objects.requireNonNull(row.get("device", UUID.class)));
            String id = row.get("id", String.class);
            if (id == null) {
                return new TakenRow(device, null);
            }
            byte[] body = Objects.requireNonNull(row.get("body", byte[].class));
            Long waits = row.get("waits", Long.class);
            String replyTo = row.get("reply_to", String.class);
            boolean completion = Boolean.TRUE.equals(row.get("completion", Boolean.class));
            WaitingSender sender = replyTo == null || waits == null || waits <= 0
                    ? null
                    : new WaitingSender(replyTo, waits, completion);
            return new TakenRow(
                    device,
                    new QueuedActuation(
                            number(row, "seq"),
                            id,
                            new ByteSlice(body, 0, body.length),
                            number(row, "attempts") > 1,
                            number(row, "unconfirmed") > 0,
                            number(row, "left_millis"),
                            sender));
        }
    }

    /** Returns the devices for which something was kept within a time, in milliseconds. */
    Mono<List<DeviceUid>> recent(long millis) {
        return table.prepare()
                .then(table.run(
                        DatabaseOperation.TAKE,
                        connection -> list(
                                connection.createStatement(QueueSql.RECENT).bind("$1", millis),
                                row -> new DeviceUid(Objects.requireNonNull(row.get("device", UUID.class))))));
    }

    /** Deletes a batch of expired rows, unless another instance does so just now. */
    Mono<ExpiredRows> expire() {
        return table.run(
                DatabaseOperation.TAKE,
                connection -> list(connection.createStatement(QueueSql.TRY_EXPIRE_LOCK), row -> number(row, "n"))
                        .flatMap(locked -> locked.contains(1L)
                                ? changed(connection
                                        .createStatement(QueueSql.EXPIRE)
                                        .bind("$1", MAX_EXPIRED))
                                : Mono.just(0L))
                        .map(rows -> new ExpiredRows(rows, rows >= MAX_EXPIRED)));
    }

    /**
     * The result of deleting a batch.
     *
     * @param rows the number of rows
     * @param more whether there may be more
     */
    record ExpiredRows(long rows, boolean more) {}

    /** Counts all that is kept. */
    Mono<QueueTotal> total() {
        return table.run(
                        DatabaseOperation.TAKE,
                        connection -> list(
                                connection.createStatement(QueueSql.TOTAL),
                                row -> new QueueTotal(number(row, "messages"), number(row, "bytes"))))
                .map(totals -> totals.get(0));
    }

    /**
     * What is kept.
     *
     * @param messages number of actuations
     * @param bytes total of the bytes of their bodies
     */
    record QueueTotal(long messages, long bytes) {}

    /** Takes an actuation back. */
    Mono<RecallResult> recall(String id) {
        return table.prepare()
                .then(table.run(
                        DatabaseOperation.TAKE,
                        connection -> list(
                                        connection
                                                .createStatement(QueueSql.FIND)
                                                .bind("$1", id),
                                        row -> new long[] {number(row, "seq"), number(row, "attempts")})
                                .flatMap(rows -> recall(connection, rows))));
    }

    private static Mono<RecallResult> recall(Connection connection, List<long[]> rows) {
        return switch (rows.size()) {
            case 0 -> Mono.just(RecallResult.NOT_KEPT);
            case 1 ->
                changed(connection.createStatement(QueueSql.DELETE).bind("$1", new Long[] {rows.get(0)[0]}))
                        .thenReturn(rows.get(0)[1] == 0 ? RecallResult.IN_TIME : RecallResult.SENT_BEFORE);
            default -> Mono.just(RecallResult.SEVERAL);
        };
    }
}

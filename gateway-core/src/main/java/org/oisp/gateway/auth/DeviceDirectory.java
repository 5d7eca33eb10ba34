package org.oisp.gateway.auth;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.AddressLookup;
import org.oisp.gateway.database.BatchFeed;
import org.oisp.gateway.database.BorrowedConnection;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import reactor.core.publisher.Mono;

/**
 * Looks up devices for actuations to devices that are not connected to this instance. Queries that arrive while a statement is running go
 * into the next one. Thread-safe; nothing here blocks.
 */
public final class DeviceDirectory {

    private final ConnectionFactory database;
    private final Duration timeout;
    private final int batchSize;
    private final DatabaseEvents events;
    private final Queue<DirectoryQuery<?>> waiting = new ConcurrentLinkedQueue<>();
    private final BatchFeed<LookupBatch> feed = new BatchFeed<>(new LookupSource());

    /**
     * Creates a directory. It does nothing before {@link #run()} is subscribed.
     *
     * @param database connects to the database with the dashboard's tables
     * @param events receives the outcome of each statement
     */
    public DeviceDirectory(ConnectionFactory database, LedgerSettings settings, DatabaseEvents events) {
        this.database = database;
        this.timeout = settings.queryTimeout();
        this.batchSize = settings.batchSize();
        this.events = events;
    }

    /**
     * Answers queries until cancelled. Allows one subscriber at a time; what waits when it ends goes to the next subscriber.
     *
     * @return never completes, and fails only because of a defect
     */
    public Mono<Void> run() {
        return feed.concatMap(this::answer, 0).then();
    }

    /**
     * Looks a device up by its key.
     *
     * @return its address; empty for an unknown device; fails if the database does
     */
    public CompletionStage<Optional<DeviceAddress>> find(DeviceUid device) {
        return ask(new DirectoryQuery<>(device, null));
    }

    /**
     * Looks up the devices that have an id, in any account.
     *
     * @param id the id; must be storable
     * @return their addresses, at most {@link DeviceAddress#MAX_NAMESAKES} + 1; fails if the database does
     */
    public CompletionStage<List<DeviceAddress>> find(DeviceId id) {
        return ask(new DirectoryQuery<>(null, id));
    }

    private <T> CompletionStage<T> ask(DirectoryQuery<T> directoryQuery) {
        waiting.add(directoryQuery);
        feed.signal();
        return directoryQuery.answer;
    }

    private Mono<Void> answer(LookupBatch lookupBatch) {
        return Mono.<Void>defer(() -> {
                    long begun = System.nanoTime();
                    return BorrowedConnection.use(
                                    database,
                                    connection -> AddressLookup.byUid(connection, lookupBatch.uids())
                                            .zipWith(AddressLookup.byId(connection, lookupBatch.ids())))
                            .timeout(timeout)
                            .doOnNext(found -> {
                                events.answered(DatabaseOperation.RESOLVE, System.nanoTime() - begun);
                                lookupBatch.questions.forEach(
                                        directoryQuery -> directoryQuery.answer(found.getT1(), found.getT2()));
                            })
                            .then()
                            .onErrorResume(away -> Mono.fromRunnable(() -> {
                                events.failed(DatabaseOperation.RESOLVE, System.nanoTime() - begun, away);
                                lookupBatch.questions.forEach(
                                        directoryQuery -> directoryQuery.answer.completeExceptionally(away));
                            }));
                })
                // Otherwise the callers would wait for ever.
                .doOnError(defect -> lookupBatch.questions.forEach(
                        directoryQuery -> directoryQuery.answer.completeExceptionally(defect)));
    }

    /** A query by key or by id; exactly one of them is not null. */
    private static final class DirectoryQuery<T> {
        private final @Nullable DeviceUid uid;
        private final @Nullable DeviceId id;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        DirectoryQuery(@Nullable DeviceUid uid, @Nullable DeviceId id) {
            this.uid = uid;
            this.id = id;
        }

        @SuppressWarnings("unchecked") // find() creates each query with the type of its answer
        void answer(Map<DeviceUid, DeviceAddress> byUid, Map<DeviceId, List<DeviceAddress>> byId) {
            Object found = uid != null
                    ? Optional.ofNullable(byUid.get(uid))
                    : byId.getOrDefault(java.util.Objects.requireNonNull(id), List.of());
            answer.complete((T) found);
        }
    }

    private record LookupBatch(List<DirectoryQuery<?>> questions) {
        List<DeviceUid> uids() {
            return questions.stream()
                    .<DeviceUid>mapMulti((directoryQuery, next) -> {
                        if (directoryQuery.uid != null) {
                            next.accept(directoryQuery.uid);
                        }
                    })
                    .distinct()
                    .toList();
        }

        List<DeviceId> ids() {
            return questions.stream()
                    .<DeviceId>mapMulti((directoryQuery, next) -> {
                        if (directoryQuery.id != null) {
                            next.accept(directoryQuery.id);
                        }
                    })
                    .distinct()
                    .toList();
        }
    }

    private final class LookupSource implements BatchFeed.BatchSource<LookupBatch> {
        @Override
        public @Nullable LookupBatch next() {
            List<DirectoryQuery<?>> batch = new ArrayList<>();
            while (batch.size() < batchSize) {
                DirectoryQuery<?> directoryQuery = waiting.poll();
                if (directoryQuery == null) {
                    break;
                }
                batch.add(directoryQuery);
            }
            return batch.isEmpty() ? null : new LookupBatch(batch);
        }

        @Override
        public boolean exhausted() {
            return waiting.isEmpty();
        }
    }
}

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
import org.oisp.gateway.auth.database.BorrowedConnection;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.events.DatabaseEvents;
import org.oisp.gateway.events.DatabaseOperation;
import reactor.core.publisher.Mono;

/**
 * Looks up which devices there are, for actuations to those that are not connected here. What is asked while a statement is under way
 * goes into the next one. Thread-safe; nothing here blocks.
 */
public final class DeviceDirectory {

    private final ConnectionFactory database;
    private final Duration timeout;
    private final int batchSize;
    private final DatabaseEvents events;
    private final Queue<Question<?>> waiting = new ConcurrentLinkedQueue<>();
    private final BatchFeed<Batch> feed = new BatchFeed<>(new Waiting());

    /**
     * Makes a directory. It does nothing before {@link #run()} is subscribed.
     *
     * @param database where the dashboard's tables are
     * @param settings its bounds
     * @param events told of each statement
     */
    public DeviceDirectory(ConnectionFactory database, LedgerSettings settings, DatabaseEvents events) {
        this.database = database;
        this.timeout = settings.queryTimeout();
        this.batchSize = settings.batchSize();
        this.events = events;
    }

    /**
     * Works until cancelled. One subscriber at a time, by whoever puts the gateway together: what waits when one has ended is for the
     * next.
     *
     * @return never completes, and fails only because of a defect
     */
    public Mono<Void> run() {
        return feed.concatMap(this::answer, 0).then();
    }

    /**
     * Looks a device up by its key.
     *
     * @param device the key
     * @return its address, if there is such a device; fails if the database does
     */
    public CompletionStage<Optional<DeviceAddress>> find(DeviceUid device) {
        return ask(new Question<>(device, null));
    }

    /**
     * Looks up the devices that have an id, in whatever account.
     *
     * @param id the id; has to be storable
     * @return their addresses, at most {@link DeviceAddress#MOST_NAMESAKES} and one; fails if the database does
     */
    public CompletionStage<List<DeviceAddress>> find(DeviceId id) {
        return ask(new Question<>(null, id));
    }

    private <T> CompletionStage<T> ask(Question<T> question) {
        waiting.add(question);
        feed.signal();
        return question.answer;
    }

    private Mono<Void> answer(Batch batch) {
        return Mono.<Void>defer(() -> {
                    long begun = System.nanoTime();
                    return BorrowedConnection.use(
                                    database,
                                    connection -> AddressLookup.byUid(connection, batch.uids())
                                            .zipWith(AddressLookup.byId(connection, batch.ids())))
                            .timeout(timeout)
                            .doOnNext(found -> {
                                events.answered(DatabaseOperation.RESOLVE, System.nanoTime() - begun);
                                batch.questions.forEach(question -> question.answer(found.getT1(), found.getT2()));
                            })
                            .then()
                            .onErrorResume(away -> Mono.fromRunnable(() -> {
                                events.failed(DatabaseOperation.RESOLVE, System.nanoTime() - begun, away);
                                batch.questions.forEach(question -> question.answer.completeExceptionally(away));
                            }));
                })
                // Whoever asked would wait for ever.
                .doOnError(
                        defect -> batch.questions.forEach(question -> question.answer.completeExceptionally(defect)));
    }

    /** One of the two is asked for. */
    private static final class Question<T> {
        private final @Nullable DeviceUid uid;
        private final @Nullable DeviceId id;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        Question(@Nullable DeviceUid uid, @Nullable DeviceId id) {
            this.uid = uid;
            this.id = id;
        }

        @SuppressWarnings("unchecked") // find() asks each question with the type of its answer
        void answer(Map<DeviceUid, DeviceAddress> byUid, Map<DeviceId, List<DeviceAddress>> byId) {
            Object found = uid != null
                    ? Optional.ofNullable(byUid.get(uid))
                    : byId.getOrDefault(java.util.Objects.requireNonNull(id), List.of());
            answer.complete((T) found);
        }
    }

    private record Batch(List<Question<?>> questions) {
        List<DeviceUid> uids() {
            return questions.stream()
                    .<DeviceUid>mapMulti((question, next) -> {
                        if (question.uid != null) {
                            next.accept(question.uid);
                        }
                    })
                    .distinct()
                    .toList();
        }

        List<DeviceId> ids() {
            return questions.stream()
                    .<DeviceId>mapMulti((question, next) -> {
                        if (question.id != null) {
                            next.accept(question.id);
                        }
                    })
                    .distinct()
                    .toList();
        }
    }

    private final class Waiting implements BatchFeed.Source<Batch> {
        @Override
        public @Nullable Batch next() {
            List<Question<?>> batch = new ArrayList<>();
            while (batch.size() < batchSize) {
                Question<?> question = waiting.poll();
                if (question == null) {
                    break;
                }
                batch.add(question);
            }
            return batch.isEmpty() ? null : new Batch(batch);
        }

        @Override
        public boolean exhausted() {
            return waiting.isEmpty();
        }
    }
}

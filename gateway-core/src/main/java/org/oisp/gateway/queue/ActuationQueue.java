package org.oisp.gateway.queue;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.Transactions;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.receipt.Deadlines;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps actuations in the database until their devices have confirmed them, and delivers what is kept for the devices that are connected
 * here. Does nothing before {@link #run} is subscribed. Thread-safe; never blocks.
 */
public final class ActuationQueue implements ConnectionListener {

    /** Longer than a transaction that keeps an actuation takes from its timestamp to its commit, beside the timeout of a query. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration COUNT_INTERVAL = Duration.ofMinutes(1);

    private final QueueSettings settings;
    private final QueueReader reader;
    private final QueueWriter writer;
    private final QueueRounds rounds;
    private final QueueDispatcher dispatcher;
    private final QueueEvents events;
    private final Scheduler timer;
    private final long marginMillis;
    private long readNanos;
    private long countedNanos;
    private boolean counted;

    /**
     * What the queue uses of this instance.
     *
     * @param devices the devices that are connected here
     * @param memory the memory that actuations which wait to be written are charged to
     * @param deadlines ends deliveries that are not confirmed
     * @param timer runs delays
     */
    public record QueueServices(DeviceRegistry devices, MemoryBudget memory, Deadlines deadlines, Scheduler timer) {}

    /**
     * Creates a queue.
     *
     * @param database holds the dashboard's tables and the gateway's own
     * @param settings the limits
     * @param queryTimeout how long a statement may take
     * @param services what it uses of this instance
     * @param poster puts actuations into mailboxes
     * @param databaseEvents receives the outcome of each statement
     * @param events receives what becomes of actuations
     */
    public ActuationQueue(
            ConnectionFactory database,
            QueueSettings settings,
            Duration queryTimeout,
            QueueServices services,
            QueuePoster poster,
            DatabaseEvents databaseEvents,
            QueueEvents events) {
        this.settings = settings;
        this.events = events;
        this.timer = services.timer();
        this.marginMillis = queryTimeout.plus(MARGIN).toMillis();
        QueueTable table = new QueueTable(new Transactions(database, queryTimeout, databaseEvents));
        this.reader = new QueueReader(table, settings);
        this.writer = new QueueWriter(new QueueStore(table, settings), settings.unwritten(), services.memory(), events);
        this.rounds = new QueueRounds(services.devices(), settings.round());
        this.dispatcher = new QueueDispatcher(reader, rounds, poster, services.deadlines(), events, timer);
        this.readNanos = System.nanoTime();
    }

    /** Returns whether actuations are kept at all. */
    public boolean isOn() {
        return settings.on();
    }

    /**
     * Writes and delivers until cancelled. Allows one subscriber at a time.
     *
     * @param stopping whether this instance is stopping, so that nothing more is delivered
     * @return never completes, and fails only because of a defect
     */
    public Mono<Void> run(BooleanSupplier stopping) {
        return Mono.defer(() -> {
            rounds.readUntil(stopping);
            return settings.on() ? Mono.when(writer.run(), dispatcher.run(), poll()) : Mono.never();
        });
    }

    /**
     * Keeps an actuation.
     *
     * @param entry the actuation
     * @param listener told whether it is kept
     */
    public void keep(QueueEntry entry, QueueListener listener) {
        if (settings.on()) {
            writer.add(entry, listener);
        } else {
            listener.refused(QueueRefusal.OFF);
        }
    }

    /** Delivers what is kept for a device, if that is connected here. */
    public void look(DeviceUid device) {
        if (settings.on()) {
            dispatcher.look(device);
        }
    }

    @Override
    public void connected(Mailbox mailbox) {
        if (settings.on()) {
            dispatcher.lookSoon(mailbox.device().uid());
        }
    }

    @Override
    public void disconnected(Mailbox mailbox) {
        // Its deliveries end with its connection.
    }

    /**
     * Takes an actuation back.
     *
     * @param id its name
     * @return whether that was in time; never fails
     */
    public Mono<RecallResult> recall(String id) {
        return Mono.defer(() ->
                        settings.on() && id.indexOf('\0') < 0 ? reader.recall(id) : Mono.just(RecallResult.NOT_KEPT))
                .doOnNext(result -> {
                    if (result == RecallResult.IN_TIME || result == RecallResult.SENT_BEFORE) {
                        events.ended(QueueEnd.TAKEN_BACK, 1);
                    }
                })
                .onErrorResume(error -> {
                    events.failed(error);
                    return Mono.just(RecallResult.UNKNOWN);
                });
    }

    /**
     * Waits until what devices have confirmed is deleted.
     *
     * @param atMost how long to wait
     * @return never fails
     */
    public Mono<Void> settle(Duration atMost) {
        return settings.on() ? dispatcher.settle(atMost) : Mono.empty();
    }

    /** Logs how many lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        events.summariseLogs();
    }

    private Mono<Void> poll() {
        return Mono.defer(this::pollOnce)
                .then(Mono.delay(settings.interval(), timer))
                .repeat()
                .then();
    }

    private Mono<Void> pollOnce() {
        long now = System.nanoTime();
        return reader.recent(TimeUnit.NANOSECONDS.toMillis(now - readNanos) + marginMillis)
                .doOnNext(recent -> {
                    events.available();
                    readNanos = now;
                    dispatcher.lookAgain(recent);
                })
                .then(expire())
                .then(Mono.defer(() -> count(now)))
                .onErrorResume(error -> Mono.fromRunnable(() -> events.failed(error)));
    }

    private Mono<Void> expire() {
        return reader.expire()
                .expand(expired -> expired.more() ? reader.expire() : Mono.empty())
                .doOnNext(expired -> events.ended(QueueEnd.EXPIRED, expired.rows()))
                .then();
    }

    private Mono<Void> count(long now) {
        return counted && now - countedNanos < COUNT_INTERVAL.toNanos()
                ? Mono.empty()
                : reader.total()
                        // A table that is too large to be counted in time is not counted more often than others.
                        .doOnSubscribe(begun -> {
                            counted = true;
                            countedNanos = now;
                        })
                        .doOnNext(total -> {
                            events.total(total.messages(), total.bytes());
                        })
                        .then();
    }
}

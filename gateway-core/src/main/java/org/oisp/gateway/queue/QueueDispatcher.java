package org.oisp.gateway.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.BatchFeed;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.queue.QueueReader.DeviceRows;
import org.oisp.gateway.queue.QueueReader.QueueBatchResult;
import org.oisp.gateway.queue.QueuedActuation.WaitingSender;
import org.oisp.gateway.receipt.Deadlines;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Delivers what is kept for the devices that are connected here. One statement at a time reads for all devices that are wanted, and writes
 * off what was delivered. Thread-safe; never blocks.
 */
final class QueueDispatcher {

    /** The delay before a statement is tried again after the database failed. */
    private static final Duration RETRY = Duration.ofMillis(500);

    /** The least time between two looks for devices that have registered: without it, a storm would need one for every few devices. */
    private static final Duration GATHER = Duration.ofMillis(100);

    /** For the device's pong. By default, silent peers are cut earlier. */
    private static final long CONFIRM_MILLIS = 60_000;

    /** The least time for a device's report, however short its sender waits: an actuation that is read here is to be written. */
    private static final long REPORT_MILLIS = 2_000;

    /** For the outcome's way back to an instance whose sender waits: a quarter of the time, at most this. */
    private static final long WAY_BACK_MILLIS = 500;

    private static final int WAY_BACK_SHARE = 4;

    private final QueueReader reader;
    private final QueueRounds rounds;
    private final QueuePoster poster;
    private final Deadlines deadlines;
    private final QueueEvents events;
    private final Scheduler timer;
    private final BatchFeed<QueueBatch> feed = new BatchFeed<>(new QueueBatches());
    private final AtomicBoolean gathering = new AtomicBoolean();
    private volatile long gatheredNanos = System.nanoTime() - GATHER.toNanos();
    private volatile boolean pausing;

    QueueDispatcher(
            QueueReader reader,
            QueueRounds rounds,
            QueuePoster poster,
            Deadlines deadlines,
            QueueEvents events,
            Scheduler timer) {
        this.reader = reader;
        this.rounds = rounds;
        this.poster = poster;
        this.deadlines = deadlines;
        this.events = events;
        this.timer = timer;
    }

    /** Processes batches until cancelled; never completes. */
    Mono<Void> run() {
        return feed.concatMap(this::process, 0).then();
    }

    /** Reads what is kept for a device, and delivers it. */
    void look(DeviceUid device) {
        rounds.want(device);
        feed.signal();
    }

    /** Does the same for a device that has registered: at once, or in a storm together with others. */
    void lookSoon(DeviceUid device) {
        rounds.want(device);
        if (!gathering.compareAndSet(false, true)) {
            return;
        }
        long wait = GATHER.toNanos() - (System.nanoTime() - gatheredNanos);
        if (wait <= 0) {
            gathered();
        } else {
            var unused = timer.schedule(this::gathered, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void gathered() {
        gatheredNanos = System.nanoTime();
        gathering.set(false);
        feed.signal();
    }

    /** Reads for these devices, as far as they are connected here, and for those that have not confirmed something. */
    void lookAgain(Collection<DeviceUid> recent) {
        rounds.wantUnconfirmed();
        recent.forEach(rounds::want);
        feed.signal();
    }

    /** Completes when all that was confirmed is written off, after a time at the latest. */
    Mono<Void> settle(Duration atMost) {
        return feed.idle().timeout(atMost, Mono.empty(), timer);
    }

    private Mono<Void> process(QueueBatch batch) {
        return Mono.defer(() -> reader.take(batch))
                .doOnNext(result -> {
                    events.available();
                    writtenOff(batch, result);
                    result.devices().forEach(this::deliver);
                })
                .then()
                .onErrorResume(error -> Mono.fromRunnable(() -> failed(batch, error)));
    }

    private void failed(QueueBatch batch, Throwable error) {
        events.failed(error);
        rounds.putBack(batch);
        pausing = true;
        var unused = timer.schedule(
                () -> {
                    pausing = false;
                    feed.signal();
                },
                RETRY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void writtenOff(QueueBatch batch, QueueBatchResult result) {
        events.ended(QueueEnd.DELIVERED, result.deleted());
        for (EndedDelivery delivery : batch.deliveries()) {
            if (!result.givenUp().contains(delivery.queued().seq())) {
                continue;
            }
            Receipt last = delivery.receipt();
            events.givenUp(last.device());
            WaitingSender sender = delivery.queued().sender();
            if (sender != null) {
                tell(
                        sender,
                        new Receipt(OutcomeReason.UNDELIVERABLE, last.device(), last.atMillis(), last.micros(), null));
            }
        }
    }

    private void deliver(DeviceUid device, DeviceRows read) {
        QueueRound round = rounds.begin(device, read);
        if (round != null) {
            read.rows().forEach(queued -> send(round, queued));
        }
    }

    private void send(QueueRound round, QueuedActuation queued) {
        TrackedActuation delivery = new TrackedActuation(
                queued.id(),
                queued.completion(),
                System.nanoTime(),
                DeviceAddress.of(round.mailbox.device()),
                receipt -> ended(round, queued, receipt));
        // What still waits in the mailbox when its ttl is over is taken out.
        delivery.endAfter(deadlines, Math.max(1, Math.min(timeoutMillis(queued), queued.leftMillis())));
        boolean posted = false;
        try {
            // Not behind one that the mailbox did not take: the order would be lost.
            posted = !rounds.hasFailed(round) && poster.post(queued, round.mailbox, delivery);
            if (posted && queued.repeated()) {
                events.repeated();
            }
        } catch (RuntimeException | StackOverflowError defect) {
            events.defect(defect);
        }
        if (!posted) {
            delivery.end(OutcomeReason.DISCONNECTED);
        }
    }

    private static long timeoutMillis(QueuedActuation queued) {
        WaitingSender sender = queued.sender();
        if (sender == null || !queued.completion()) {
            return CONFIRM_MILLIS;
        }
        long left = sender.millis();
        return Math.max(REPORT_MILLIS, left - Math.min(WAY_BACK_MILLIS, left / WAY_BACK_SHARE));
    }

    /** Called once for each delivery, on any thread. */
    private void ended(QueueRound round, QueuedActuation queued, Receipt receipt) {
        WaitingSender sender = queued.sender();
        if (sender != null && QueueRounds.isConfirmed(receipt)) {
            tell(sender, receipt);
        }
        rounds.ended(round, queued, receipt);
        feed.signal();
    }

    private void tell(WaitingSender sender, Receipt receipt) {
        try {
            poster.tell(sender.replyTo(), receipt);
        } catch (RuntimeException | StackOverflowError defect) {
            events.defect(defect);
        }
    }

    /** Takes batches, unless the database has just failed. */
    private final class QueueBatches implements BatchFeed.BatchSource<QueueBatch> {

        @Override
        public @Nullable QueueBatch next() {
            return pausing ? null : rounds.next();
        }

        @Override
        public boolean exhausted() {
            return rounds.isDone();
        }
    }
}

package org.oisp.gateway.server.lifecycle;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.telemetry.journal.Journal;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Runs and supervises the background tasks. A task that ends unexpectedly is restarted after a pause, which doubles with each failure in
 * a row; until it is healthy again, the liveness check fails. Thread-safe.
 */
public final class BackgroundTasks implements Disposable {

    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A task that runs at least this long counts as healthy. */
    static final Duration STEADY = Duration.ofMinutes(1);

    private final BackgroundEvents events;
    private final Scheduler timer;
    private final Map<BackgroundTask, Run> runs = new EnumMap<>(BackgroundTask.class);
    private final Disposable.Composite running = Disposables.composite();

    /**
     * Creates a supervisor without tasks.
     *
     * @param meters registry of the restart counters
     * @param journal receives the first restart of each outage
     * @param timer runs the pauses
     */
    public BackgroundTasks(MeterRegistry meters, Journal journal, Scheduler timer) {
        this.timer = timer;
        Arrays.stream(BackgroundTask.values()).forEach(task -> runs.put(task, new Run(task)));
        this.events = new BackgroundEvents(meters, journal, task -> run(task).isDown());
    }

    /** Starts what a part runs. */
    public void start(BackgroundWork work) {
        if (work.endless()) {
            run(work.task(), work.work().get());
        } else {
            runUntilDone(work.task(), work.work().get());
        }
    }

    /** Runs a task that must never complete. */
    public void run(BackgroundTask task, Publisher<?> work) {
        runUntilDone(task, Flux.from(work).then(Mono.error(() -> new IllegalStateException("it completed"))));
    }

    /** Runs a task that may complete. */
    public void runUntilDone(BackgroundTask task, Publisher<?> work) {
        running.add(run(task).supervise(work).subscribe());
    }

    /** Returns the tags of the tasks that should be running but are down or not yet healthy. */
    public List<String> down() {
        return runs.values().stream()
                .filter(Run::isDown)
                .map(run -> run.task.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public void dispose() {
        running.dispose();
    }

    private Run run(BackgroundTask task) {
        return Objects.requireNonNull(runs.get(task));
    }

    private final class Run {
        private final BackgroundTask task;
        private boolean ended;
        private int failures;
        private long begunMillis;

        Run(BackgroundTask task) {
            this.task = task;
        }

        Mono<Void> supervise(Publisher<?> work) {
            return Mono.defer(() -> {
                        begin();
                        return Flux.from(work).then();
                    })
                    .retryWhen(Retry.from(ends -> ends.concatMap(end -> Mono.delay(pauseAfter(end.failure()), timer))));
        }

        private synchronized void begin() {
            ended = false;
            begunMillis = now();
        }

        private Duration pauseAfter(Throwable why) {
            int inARow;
            synchronized (this) {
                failures = isSteady() ? 1 : failures + 1;
                ended = true;
                inARow = failures;
            }
            events.ended(task, inARow == 1, why);
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(inARow - 1, 10));
            return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }

        /**
         * Returns whether the task is down. After a single failure it is up as soon as it runs; after several, once it has run for a
         * minute.
         */
        synchronized boolean isDown() {
            return ended || (failures > 1 && !isSteady());
        }

        private boolean isSteady() {
            return now() - begunMillis >= STEADY.toMillis();
        }

        private long now() {
            return timer.now(TimeUnit.MILLISECONDS);
        }
    }
}

package org.oisp.gateway.server.lifecycle;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Predicate;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.Defects;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.journal.Journal;

/** Counts restarts of background tasks, and logs the first failure of each outage. Thread-safe. */
public final class BackgroundEvents {

    private final Journal journal;
    private final TaggedCounters<BackgroundTask> restarts;
    private final Defects defects;

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param journal receives the first failure of each outage
     * @param down returns whether a task is down; called on each scrape
     */
    public BackgroundEvents(MeterRegistry meters, Journal journal, Predicate<BackgroundTask> down) {
        this.journal = journal;
        this.defects = new Defects(meters);
        restarts = new TaggedCounters<>(
                meters,
                BackgroundTask.class,
                "gateway.background.task.restarts",
                "task",
                "Restarts of background tasks");
        for (BackgroundTask task : BackgroundTask.values()) {
            Gauge.builder("gateway.background.task.up", () -> down.test(task) ? 0 : 1)
                    .description("1 if the background task runs, 0 if it is down")
                    .tag("task", task.tag())
                    .register(meters);
        }
    }

    /**
     * Records that a task ended; it is restarted after a pause.
     *
     * @param first whether the task was healthy before
     * @param why the cause
     */
    public void ended(BackgroundTask task, boolean first, Throwable why) {
        restarts.increment(task);
        defects.caught(DefectSite.BACKGROUND, why);
        if (first) {
            String name = task.tag();
            LogLine.error("background_task", "background task {} has stopped and is restarted", name, why);
            journal.system("background_task_ended", "Background task " + name + " has stopped and is restarted.");
        }
    }
}

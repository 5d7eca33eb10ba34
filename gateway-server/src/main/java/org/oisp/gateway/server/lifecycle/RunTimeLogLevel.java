package org.oisp.gateway.server.lifecycle;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.TimeText;
import org.oisp.gateway.server.management.LogLevelControl;
import org.oisp.gateway.telemetry.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Changes the log level at run time; a temporary change is reverted automatically. Thread-safe. */
public final class RunTimeLogLevel implements LogLevelControl, Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private final Supplier<Level> level;
    private final Consumer<Level> change;
    private final Scheduler clock;
    private final Journal journal;
    private @Nullable Level before;
    private @Nullable Disposable end;
    /** Identifies the current temporary change; null if there is none. */
    private @Nullable Object holder;

    private @Nullable Long untilMillis;

    /**
     * Creates a control that has changed nothing.
     *
     * @param level returns the current level
     * @param change sets the level
     * @param clock measures temporary changes
     * @param journal receives each change
     */
    public RunTimeLogLevel(Supplier<Level> level, Consumer<Level> change, Scheduler clock, Journal journal) {
        this.level = level;
        this.change = change;
        this.clock = clock;
        this.journal = journal;
    }

    @Override
    public synchronized Holding current() {
        return new Holding(level.get().name().toLowerCase(Locale.ROOT), untilMillis);
    }

    @Override
    public synchronized Holding set(String name, @Nullable String time) {
        Level next = parse(name);
        Duration holds = time == null ? null : TimeText.parse(time);
        if (time != null && holds == null) {
            throw new IllegalArgumentException("for is not a time such as 500ms, 30s or 2m, of at most a day");
        }
        // The restored level is never a temporary one, however often it changes meanwhile.
        Level restored = before == null ? level.get() : before;
        forget();
        if (holds == null) {
            change(next, "until it is changed");
        } else {
            before = restored;
            untilMillis = clock.now(TimeUnit.MILLISECONDS) + holds.toMillis();
            Object token = new Object();
            holder = token;
            end = clock.schedule(() -> restore(token), holds.toMillis(), TimeUnit.MILLISECONDS);
            change(next, "for " + time);
        }
        return current();
    }

    /** Reverts a temporary change if it is still the current one: it may expire just as another change replaces it. */
    private synchronized void restore(Object whose) {
        if (whose == holder) {
            restore();
        }
    }

    private synchronized void restore() {
        Level back = before;
        if (back != null) {
            forget();
            change(back, "again");
        }
    }

    private void forget() {
        if (end != null) {
            end.dispose();
        }
        end = null;
        holder = null;
        before = null;
        untilMillis = null;
    }

    /** Logs the change while the more verbose of the two levels applies, so that the line is not suppressed. */
    private void change(Level next, String howLong) {
        journal.system("log_level", "The log level is " + next.name().toLowerCase(Locale.ROOT) + " " + howLong + ".");
        boolean quieter = next.toInt() > level.get().toInt();
        if (quieter) {
            say(next, howLong);
        }
        change.accept(next);
        if (!quieter) {
            say(next, howLong);
        }
    }

    private static void say(Level next, String howLong) {
        LOG.atWarn()
                .addKeyValue("event", "log_level")
                .addKeyValue("outcome", next.name().toLowerCase(Locale.ROOT))
                .log("log level is {} {}", next.name().toLowerCase(Locale.ROOT), howLong);
    }

    private static Level parse(String name) {
        return Arrays.stream(Level.values())
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("level is not error, warn, info, debug or trace"));
    }

    /** Reverts a temporary change. */
    @Override
    public void dispose() {
        restore();
    }
}

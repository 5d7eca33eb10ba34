package org.oisp.gateway.server.lifecycle;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.TimeText;
import org.oisp.gateway.server.management.LogLevelControl;
import org.oisp.gateway.telemetry.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** The log level, as an operator changes it while the gateway runs; if it was for a while, back by itself. Thread-safe. */
public final class RunTimeLogLevel implements LogLevelControl, Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private final Supplier<Level> level;
    private final Consumer<Level> change;
    private final Scheduler clock;
    private final Journal journal;
    private @Nullable Level before;
    private @Nullable Disposable end;
    /** The change that holds for a while. */
    private @Nullable Object holder;

    private @Nullable Long untilMillis;

    /**
     * Changes nothing yet.
     *
     * @param level shows the level
     * @param change sets it
     * @param clock what a while is measured by
     * @param journal told of each change
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
        // What holds for a while is not what comes back, however often it is changed meanwhile.
        Level restored = before == null ? level.get() : before;
        forget();
        if (holds == null) {
            change(next, "until it is changed");
        } else {
            before = restored;
            untilMillis = clock.now(TimeUnit.MILLISECONDS) + holds.toMillis();
            Object mine = new Object();
            holder = mine;
            end = clock.schedule(() -> restore(mine), holds.toMillis(), TimeUnit.MILLISECONDS);
            change(next, "for " + time);
        }
        return current();
    }

    /** Its time may be over just as another change is made, which then waits for nobody to take it back. */
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

    /** Said while the more talkative of both holds, or else it might not be seen. */
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

    /** What was for a while is over: the level before comes back. */
    @Override
    public void dispose() {
        restore();
    }
}

package org.oisp.gateway.cli.fleet;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows the progress of a run: on a terminal in a line that is redrawn, elsewhere in a line every few seconds. Writes on its own thread, so
 * that a slow terminal does not slow down the run.
 */
public final class ProgressLine implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);
    /** Returns to the beginning of the line and erases it (ECMA-48). Not a colour, so NO_COLOR does not apply. */
    private static final String AGAIN = "\r\u001b[K";

    private final FleetRun run;
    private final PrintWriter err;
    private final boolean terminal;
    private final Thread thread = new Thread(this::write, "progress");
    private FleetProgress before;
    private long beforeAt = System.nanoTime();

    /**
     * Creates a line that is not shown before {@link #start()}.
     *
     * @param run the run to follow
     * @param err where to write
     * @param terminal whether {@code err} is a terminal that can redraw a line
     */
    public ProgressLine(FleetRun run, PrintWriter err, boolean terminal) {
        this.run = run;
        this.err = err;
        this.terminal = terminal;
        this.before = run.progress();
        thread.setDaemon(true);
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    private void write() {
        try {
            while (true) {
                Thread.sleep((terminal ? ON_TERMINAL : ELSEWHERE).toMillis());
                String line = line();
                if (terminal) {
                    err.print(AGAIN + line);
                } else {
                    err.println(line);
                }
                err.flush();
            }
        } catch (InterruptedException over) {
            // close() stops the thread.
        }
    }

    private String line() {
        FleetProgress now = run.progress();
        long at = System.nanoTime();
        double seconds = (at - beforeAt) / 1e9;
        String line = line(before, now, seconds, run.duration());
        before = now;
        beforeAt = at;
        return line;
    }

    static String line(FleetProgress before, FleetProgress now, double seconds, Duration duration) {
        String errors = now.errors() == 0 ? "" : String.format(Locale.ROOT, ", %,d errors", now.errors());
        if (now.seconds() == 0) {
            return String.format(
                    Locale.ROOT,
                    "registering: %,d of %,d, %,.0f/s%s",
                    now.devices().registered(),
                    now.devices().all(),
                    (now.devices().registered() - before.devices().registered()) / seconds,
                    errors);
        }
        return String.format(
                Locale.ROOT,
                "%.0f of %d s: %,d devices, %,.0f/s asked for, %,.0f/s delivered%s, %,d missing%s; own CPU %.2f cores",
                Math.min(now.seconds(), duration.toMillis() / 1000.0),
                duration.toSeconds(),
                now.devices().registered(),
                (now.actuations().asked() - before.actuations().asked()) / seconds,
                (now.actuations().delivered() - before.actuations().delivered()) / seconds,
                latency(now.latency()),
                Math.max(0, now.actuations().unsettled()),
                errors,
                now.ownCores());
    }

    private static String latency(Percentiles times) {
        return times.count() == 0
                ? ""
                : ", p50 " + FleetReport.millis(times.p50()) + ", p99 " + FleetReport.millis(times.p99());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(ELSEWHERE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (terminal) {
            err.print(AGAIN);
            err.flush();
        }
    }
}

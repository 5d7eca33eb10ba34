package org.oisp.gateway.cli.dev;

import java.time.Duration;
import java.util.function.Consumer;

/** Reports when the demo's database stops and when it runs again: the operator may be testing an outage. */
final class DatabaseWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final DevServer server;
    private final Consumer<String> onChange;
    private final Thread thread = new Thread(this::watch, "database-watch");

    /** Begins to watch a server that runs. */
    DatabaseWatch(DevServer server, Consumer<String> onChange) {
        this.server = server;
        this.onChange = onChange;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        boolean running = true;
        try {
            while (true) {
                Thread.sleep(INTERVAL.toMillis());
                boolean now = server.running() != null;
                if (now != running) {
                    onChange.accept(
                            now
                                    ? "The database is back."
                                    : "The database has stopped. Connected devices are not affected; ./gateway database start brings it back.");
                    running = now;
                }
            }
        } catch (InterruptedException over) {
            // close() was called: this process stops the database itself.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

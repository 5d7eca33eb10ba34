package org.oisp.gateway.server.dev;

import java.time.Duration;
import java.util.function.Consumer;

/** Tells when the demo's database stops, and when it is back: somebody may be trying what happens then. */
final class DatabaseWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final DevServer server;
    private final Consumer<String> news;
    private final Thread thread = new Thread(this::watch, "database-watch");

    /** Begins to watch a server that runs. */
    DatabaseWatch(DevServer server, Consumer<String> news) {
        this.server = server;
        this.news = news;
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
                    news.accept(
                            now
                                    ? "The database is back."
                                    : "The database has stopped. Connected devices go on; ./gateway database start brings it back.");
                    running = now;
                }
            }
        } catch (InterruptedException over) {
            // Whoever stops the database now knows it.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

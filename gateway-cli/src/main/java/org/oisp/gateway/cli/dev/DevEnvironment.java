package org.oisp.gateway.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.token.InvalidKeyFileException;

/** What the gateway needs on this machine: keys, demo devices and a database. Closing it stops the database. */
public final class DevEnvironment implements AutoCloseable {

    /** The user name of senders. */
    public static final String SENDER = "api_actuator";

    /** The demo's public password: its database listens on loopback and holds nothing to protect. */
    public static final String SENDER_PASSWORD = "AgjY7H3eXztyA6AmNjI2rte446gdttgattwRRF61";

    /** How long a process that asks whether a demo runs, such as `gateway database status`, may hold the lock. */
    private static final Duration QUESTION = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final DevFiles files;
    private final DevDatabase database;
    private volatile @Nullable FileChannel lock;
    private volatile @Nullable DatabaseWatch watch;

    /**
     * Creates an environment; writes no file and starts nothing yet.
     *
     * @param files where to keep it
     */
    public DevEnvironment(DevFiles files) {
        this.files = files;
        this.database = new DevDatabase(files);
    }

    /**
     * Writes the files and starts the database. Fails if another thread closes the environment meanwhile.
     *
     * @param devices number of demo devices
     * @param progress receives a line before each slow step; later, on another thread, when the database stops and when it runs again
     * @throws IOException if a file cannot be written, the database does not start, or another process uses the files
     */
    public void start(int devices, Consumer<String> progress) throws IOException {
        makeFiles(devices, progress);
        try {
            progress.accept("Starting PostgreSQL ...");
            database.start(devices);
            watch = new DatabaseWatch(DevServer.ofThisDemo(files), progress);
        } catch (SQLException refused) {
            throw new IOException("the database failed: " + refused.getMessage(), refused);
        }
    }

    /**
     * Makes the keys, the demo devices' tokens and the file that lists them, or keeps existing ones that fit. {@link #start} does so, too.
     *
     * @param devices number of demo devices
     * @param progress receives a line before a slow step
     * @throws IOException if a file cannot be written, or another process uses the files
     */
    public void makeFiles(int devices, Consumer<String> progress) throws IOException {
        Files.createDirectories(files.directory());
        if (lock == null) {
            lock = lock();
        }
        try {
            boolean newKeys = DevKeys.ensure(files);
            if (devices >= 1000) {
                progress.accept("Preparing " + devices + " demo devices and their tokens ...");
            }
            DevFleet.ensure(files, devices, newKeys);
        } catch (InvalidKeyFileException damaged) {
            throw new IOException(damaged.problem(), damaged);
        }
    }

    /** Locks the files until this process ends: a second demo would delete the database of the first. */
    private FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException("another ./gateway dev runs in " + files.directory());
        }
        return channel;
    }

    /** Retries for a second: a process that only asks whether a demo runs holds the lock for a moment. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        long begun = System.nanoTime();
        while (channel.tryLock() == null) {
            if (System.nanoTime() - begun >= QUESTION.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    /**
     * Returns whether this installation includes a database. The container image does not.
     *
     * @return true in a checkout
     */
    public static boolean hasDatabase() {
        return DevEnvironment.class
                        .getClassLoader()
                        .getResource("io/zonky/test/db/postgres/embedded/EmbeddedPostgres.class")
                != null;
    }

    /**
     * Returns the environment variables for {@code serve}. Call after {@link #start}.
     *
     * @return values by name
     */
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put(
                "OISP_WEBSOCKET_SERVER_CONFIG",
                "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\"}");
        variables.put(
                "OISP_POSTGRES_CONFIG",
                "{\"hostname\":\"127.0.0.1\",\"port\":%d,\"dbname\":\"%s\",\"username\":\"%s\",\"password\":\"\"}"
                        .formatted(database.port(), DevDatabase.NAME, DevDatabase.USER));
        variables.put(
                "OISP_WEBSOCKETUSER_CONFIG",
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(SENDER, SENDER_PASSWORD));
        variables.put("GATEWAY_PUBLIC_KEY", files.publicKey().toString());
        return variables;
    }

    /**
     * Returns the database's address. Call after {@link #start}.
     *
     * @return a URL for psql
     */
    public String databaseUrl() {
        return "postgresql://" + DevDatabase.USER + "@127.0.0.1:" + database.port() + "/" + DevDatabase.NAME;
    }

    @Override
    public void close() {
        DatabaseWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        database.close();
        FileChannel held = lock;
        if (held != null) {
            try {
                held.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}

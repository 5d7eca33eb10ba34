package org.oisp.gateway.server.dev;

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

/**
 * All that the gateway needs, on this machine: keys, demo devices and a database. Closing it stops the database.
 */
public final class DevEnvironment implements AutoCloseable {

    /** The user name that senders of actuations offer. */
    public static final String SENDER = "api_actuator";

    /** A password that everybody knows: the demo's, which is on loopback's database and has nothing to protect. */
    public static final String SENDER_PASSWORD = "AgjY7H3eXztyA6AmNjI2rte446gdttgattwRRF61";

    /** For whoever asks whether a demo runs, such as `gateway database status`. */
    private static final Duration QUESTION = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final DevFiles files;
    private final DevDatabase database;
    private volatile @Nullable FileChannel lock;
    private volatile @Nullable DatabaseWatch watch;

    /**
     * Makes an environment; nothing is made ready and nothing runs yet.
     *
     * @param files where to keep it
     */
    public DevEnvironment(DevFiles files) {
        this.files = files;
        this.database = new DevDatabase(files);
    }

    /**
     * Makes everything ready. Another thread may close the environment meanwhile, and this then fails.
     *
     * @param devices how many demo devices there are to be
     * @param progress told what takes a moment; later, by another thread, when the database stops and when it is back
     * @throws IOException if a file cannot be written, the database does not start, or another process uses the files
     */
    public void start(int devices, Consumer<String> progress) throws IOException {
        makeFiles(devices, progress);
        try {
            progress.accept("Starting PostgreSQL ...");
            database.start(devices);
            watch = new DatabaseWatch(DevServer.ofThisDemo(files), progress);
        } catch (SQLException refused) {
            throw new IOException("the database does not work: " + refused.getMessage(), refused);
        }
    }

    /**
     * Makes the keys, the demo devices' tokens and the file that lists them, or keeps those that are there and fit. A start does so,
     * too.
     *
     * @param devices how many demo devices there are to be
     * @param progress told what takes a moment
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
                progress.accept("Making sure of " + devices + " demo devices and their tokens ...");
            }
            DevFleet.ensure(files, devices, newKeys);
        } catch (InvalidKeyFileException damaged) {
            throw new IOException(damaged.problem(), damaged);
        }
    }

    /** Until this process ends, whatever way: a second demo would take the database from under the first. */
    private FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException("another ./gateway dev runs in " + files.directory());
        }
        return channel;
    }

    /** Whoever only asks whether a demo runs has the lock for a moment, too. */
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
     * Whether a database comes along. The container has none.
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
     * The environment variables that {@code serve} would be given.
     *
     * @return names and values
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
     * Where the database is.
     *
     * @return its address, as psql takes it
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

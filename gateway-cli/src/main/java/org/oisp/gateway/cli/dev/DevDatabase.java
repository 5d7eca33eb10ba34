package org.oisp.gateway.cli.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * The demo's own PostgreSQL server, created anew at each start. Another thread may close it at any time, also during the start: the server
 * process would survive this one.
 */
final class DevDatabase implements AutoCloseable {

    static final String NAME = "iot";
    static final String USER = "postgres";

    private static final Duration STARTUP = Duration.ofSeconds(60);

    /** Maximum wait for a start that is under way when the database is closed; a start takes about two seconds. */
    private static final Duration END_OF_START = Duration.ofSeconds(8);

    private static final int ROWS_A_STATEMENT = 10_000;

    private final Path directory;
    /** Held while the server starts or stops. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile boolean launched;
    private volatile boolean closed;
    private volatile @Nullable EmbeddedPostgres postgres;

    DevDatabase(DevFiles files) {
        this.directory = files.database().toAbsolutePath();
    }

    /** Starts the server and inserts the demo devices. */
    void start(int devices) throws IOException, SQLException {
        EmbeddedPostgres server = launch();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + NAME);
        }
        try (Connection connection = server.getDatabase(USER, NAME).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(schema());
            for (int first = 1; first <= devices; first += ROWS_A_STATEMENT) {
                insert(
                        connection,
                        IntStream.rangeClosed(first, Math.min(devices, first + ROWS_A_STATEMENT - 1))
                                .mapToObj(FleetFileEntry::identity)
                                .toList());
            }
        }
    }

    int port() {
        return Objects.requireNonNull(postgres, "the database has not been started")
                .getPort();
    }

    private EmbeddedPostgres launch() throws IOException {
        changing.lock();
        try {
            if (closed) {
                throw new IOException("stopped before the database was started");
            }
            LeftoverPostgres.stop(directory);
            delete(directory);
            Path programs = PrivateDirectory.in(
                            Path.of(System.getProperty("java.io.tmpdir")),
                            directory.resolveSibling("postgres-programs"))
                    .resolve("embedded-pg");
            launched = true;
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    // Unpacked once for all checkouts, in a directory that no other user can write to.
                    .setOverrideWorkingDirectory(programs.toFile())
                    .setCleanDataDirectory(true)
                    // The gateway clears its binding rows before the database stops; the caller keeps that order.
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTUP)
                    .start();
            postgres = server;
            return server;
        } catch (ExceptionInInitializerError notUnpacked) {
            throw new IOException("cannot unpack PostgreSQL: " + notUnpacked.getCause(), notUnpacked);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        boolean settled = false;
        try {
            settled = changing.tryLock(END_OF_START.toMillis(), TimeUnit.MILLISECONDS);
            EmbeddedPostgres server = postgres;
            if (server != null && stopped()) {
                // The operator has stopped the server to test an outage: only its files are left.
                delete(directory);
            } else if (server != null) {
                server.close();
            } else if (launched) {
                LeftoverPostgres.stop(directory);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (settled) {
                changing.unlock();
            }
        }
    }

    private boolean stopped() {
        return !Files.exists(directory.resolve("postmaster.pid"));
    }

    private static void insert(Connection connection, List<DeviceIdentity> devices) throws SQLException {
        Object[] uids = devices.stream().map(device -> device.uid().value()).toArray();
        Object[] ids = devices.stream().map(device -> device.id().value()).toArray();
        Object[] accounts =
                devices.stream().map(device -> device.account().value()).toArray();
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO dashboard.devices (uid, id, name, "gatewayId", "accountId", status, created, updated)
                SELECT uid, id, id, id, account, 'active', now(), now()
                FROM unnest(?::uuid[], ?::varchar[], ?::uuid[]) AS d (uid, id, account)
                """)) {
            insert.setArray(1, connection.createArrayOf("uuid", uids));
            insert.setArray(2, connection.createArrayOf("varchar", ids));
            insert.setArray(3, connection.createArrayOf("uuid", accounts));
            insert.executeUpdate();
        }
    }

    private static String schema() throws IOException {
        try (InputStream sql = Objects.requireNonNull(DevDatabase.class.getResourceAsStream("schema.sql"))) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

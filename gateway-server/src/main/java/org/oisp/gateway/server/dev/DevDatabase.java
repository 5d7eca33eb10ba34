package org.oisp.gateway.server.dev;

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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.oisp.gateway.device.DeviceIdentity;

/** A real PostgreSQL of the demo's own, made anew at each start. */
final class DevDatabase implements AutoCloseable {

    static final String NAME = "iot";
    static final String USER = "postgres";

    private static final Duration STARTUP = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;

    private DevDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static DevDatabase start(DevFiles files, List<DeviceIdentity> devices) throws IOException, SQLException {
        stopLeftover(files.database().resolve("postmaster.pid"));
        delete(files.database());
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(files.database())
                .setCleanDataDirectory(true)
                // The gateway has rows to clear before the database may go: whoever stops both keeps that order.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP)
                .start();
        DevDatabase database = new DevDatabase(postgres);
        try {
            database.fill(devices);
        } catch (IOException | SQLException failed) {
            database.close();
            throw failed;
        }
        return database;
    }

    int port() {
        return postgres.getPort();
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void fill(List<DeviceIdentity> devices) throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + NAME);
        }
        try (Connection connection = postgres.getDatabase(USER, NAME).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(schema());
            insert(connection, devices);
        }
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

    /** A demo that was killed leaves its database behind; it is ended by its process id, which its own file names. */
    private static void stopLeftover(Path pidFile) throws IOException {
        if (!Files.isReadable(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> leftover = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
        leftover.filter(process -> process.info().command().orElse("").contains("postgres"))
                .ifPresent(process -> {
                    process.destroy();
                    process.onExit()
                            .orTimeout(10, TimeUnit.SECONDS)
                            .handle((exited, late) -> exited)
                            .join();
                });
    }
}

package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/** A test's own PostgreSQL server, with the dashboard's schema in database "iot". A test may stop, start and freeze it. */
public final class TestDatabase implements AutoCloseable {

    public static final String NAME = "iot";

    private final Path directory;
    private EmbeddedPostgres postgres;
    /** Reused by polling queries, since each connection costs the server a process. Null before the first query. */
    private Connection looking;

    private TestDatabase(Path directory, EmbeddedPostgres postgres) {
        this.directory = directory;
        this.postgres = postgres;
    }

    /** Returns the server shared by tests that do it no harm; it ends with the JVM. Each test uses its own accounts. */
    public static TestDatabase shared() {
        return Shared.DATABASE;
    }

    /** Returns the major version of every server that the tests start. */
    public static String version() {
        return shared().look("SHOW server_version", found -> {
            found.next();
            return found.getString(1).replaceFirst("\\..*", "");
        });
    }

    private static final class Shared {
        private static final TestDatabase DATABASE = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(DATABASE::deleteOnceStopped, "shared database"));
        }
    }

    /** Starts a server with an empty schema. */
    public static TestDatabase start() {
        try {
            Path directory = Files.createTempDirectory("gateway-it-postgres");
            DatabaseTemplate.copyTo(directory.resolve("data"));
            return new TestDatabase(directory, run(directory, TestPorts.free()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts a standby of this server, which is stopped meanwhile: it has the same data, and follows it until it is promoted. */
    public TestDatabase startStandby() {
        try {
            Path copy = Files.createTempDirectory("gateway-it-standby");
            stop();
            DatabaseTemplate.copy(directory.resolve("data"), copy.resolve("data"));
            startAgain();
            Files.createFile(copy.resolve("data").resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("data").resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'\n".formatted(port()));
            return new TestDatabase(copy, run(copy, TestPorts.free()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Makes a primary of a standby; returns when it takes writes. */
    public void promote() {
        execute("SELECT pg_promote()");
    }

    private static EmbeddedPostgres run(Path directory, int port) throws IOException {
        return DatabaseTemplate.server(directory.resolve("data")).setPort(port).start();
    }

    public int port() {
        return postgres.getPort();
    }

    /** Stops the server; its data stay. */
    public void stop() {
        try {
            postgres.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Kills every process of the server, as a crash does. */
    public void kill() {
        signal("KILL");
        stop();
    }

    /** Starts the stopped server again, at the same port. */
    public void startAgain() {
        try {
            postgres = run(directory, postgres.getPort());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Freezes every process of the server: connections stay open, but get no answer. */
    public void freeze() {
        signal("STOP");
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        signal("CONT");
    }

    private long postmaster() throws IOException {
        Path pidFile = directory.resolve("data").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
    }

    private void signal(String name) {
        try {
            long postmaster = postmaster();
            // The postmaster first: it then forks no further process, and the list of its children is complete.
            kill(name, List.of(Long.toString(postmaster)));
            List<String> children = ProcessHandle.of(postmaster)
                    .orElseThrow()
                    .descendants()
                    .map(child -> Long.toString(child.pid()))
                    .toList();
            kill(name, children);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static void kill(String name, List<String> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        command.addAll(processes);
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Adds a device to an account. */
    public DeviceIdentity addDevice(String id, UUID account) {
        return addDevices(List.of(id), account).get(0);
    }

    /** Adds devices to an account. */
    public List<DeviceIdentity> addDevices(List<String> ids, UUID account) {
        List<DeviceIdentity> devices = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO dashboard.devices (uid, id, name, "gatewayId", "accountId", status, created, updated)
                        VALUES (?, ?, ?, ?, ?, 'active', now(), now())
                        """)) {
            connection.setAutoCommit(false);
            for (String id : ids) {
                UUID uid = UUID.randomUUID();
                insert.setObject(1, uid);
                insert.setString(2, id);
                insert.setString(3, id);
                insert.setString(4, id);
                insert.setObject(5, account);
                insert.addBatch();
                devices.add(new DeviceIdentity(new DeviceUid(uid), new AccountId(account), new DeviceId(id)));
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return devices;
    }

    /** A row of connectionBindings. */
    public record BindingRow(
            UUID device, String server, boolean connected, java.time.Instant lastConnectedAt, String type) {}

    /** Returns the binding row of a device, or null if there is none. */
    public BindingRow binding(DeviceIdentity device) {
        return bindings().stream()
                .filter(row -> row.device().equals(device.uid().value()))
                .findFirst()
                .orElse(null);
    }

    /** Returns all binding rows. */
    public List<BindingRow> bindings() {
        return look("""
                SELECT "deviceUID", server, "connectingStatus", "lastConnectedAt", type
                FROM dashboard."connectionBindings"
                """, found -> {
            List<BindingRow> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(new BindingRow(
                        found.getObject(1, UUID.class),
                        found.getString(2),
                        found.getBoolean(3),
                        found.getObject(4, java.time.OffsetDateTime.class).toInstant(),
                        found.getString(5)));
            }
            return rows;
        });
    }

    /** Returns the result of a counting query. */
    public long count(String sql) {
        return look(sql, found -> {
            found.next();
            return found.getLong(1);
        });
    }

    /** Reads the result of a query. */
    private interface Reader<T> {
        T read(ResultSet found) throws SQLException;
    }

    private synchronized <T> T look(String sql, Reader<T> reader) {
        try {
            if (looking == null || !looking.isValid(0)) {
                looking = connect();
            }
            try (Statement statement = looking.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                return reader.read(found);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Returns the number of devices whose binding rows say that they are connected at this instance. */
    public long connectedAt(String server) {
        return count("SELECT count(*) FROM dashboard.\"connectionBindings\" WHERE \"connectingStatus\" AND server = '"
                + server + "'");
    }

    /** Adds an instance with binding rows, as if its process had been killed long ago. */
    public void addDeadInstance(String server, List<DeviceIdentity> devices) {
        addDeadInstance(server, devices, Duration.ofSeconds(-1));
    }

    /** Does the same with a lease that expires after this time. */
    public void addDeadInstance(String server, List<DeviceIdentity> devices, Duration lease) {
        StringBuilder sql = new StringBuilder("BEGIN;");
        for (DeviceIdentity device : devices) {
            sql.append(
                    "INSERT INTO dashboard.\"connectionBindings\" VALUES ('%s', '%s', now(), '%s', true, 'ws', now(), now());"
                            .formatted(UUID.randomUUID(), device.uid(), server));
        }
        execute(sql.append(
                        "INSERT INTO gateway.instances VALUES ('%s', '%s', now(), now(), now() + interval '%d milliseconds', '0'); COMMIT"
                                .formatted(server, UUID.randomUUID(), lease.toMillis()))
                .toString());
    }

    /** Runs any SQL in the database "iot". */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Creates a user that needs a password, unlike the other users of this server. */
    public void requirePasswordOf(String user, String password) throws IOException {
        execute("CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'");
        Path access = directory.resolve("data").resolve("pg_hba.conf");
        Files.writeString(access, "host all " + user + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(access));
        execute("SELECT pg_reload_conf()");
        // New sessions use the new rules only after the server has reloaded them, which takes a moment.
        await().until(() -> {
            try (Connection denied = java.sql.DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port() + "/" + NAME, user, "not " + password)) {
                return false;
            } catch (SQLException refused) {
                return true;
            }
        });
    }

    /** Turns TLS on for new sessions, or changes its certificates: that of the server, and the authority of clients' certificates. */
    public void secure(X509Bundle server, TestPki clients) {
        Path data = directory.resolve("data");
        TestPki.write(data, server);
        clients.writeAuthority(data.resolve("clients.crt"));
        data.resolve("tls.key").toFile().setReadable(false, false);
        data.resolve("tls.key").toFile().setReadable(true, true);
        reconfigure("ssl = on", "ssl_cert_file = 'tls.crt'", "ssl_key_file = 'tls.key'", "ssl_ca_file = 'clients.crt'");
    }

    /** Sets settings of the server, such as {@code ssl = on}, for new sessions. */
    public void reconfigure(String... settings) {
        for (String setting : settings) {
            execute("ALTER SYSTEM SET " + setting);
        }
        reload();
    }

    /** Returns when new sessions use the changed configuration. */
    private void reload() {
        String before = loadTime();
        execute("SELECT pg_reload_conf()");
        await().until(() -> !loadTime().equals(before));
    }

    private String loadTime() {
        return look("SELECT pg_conf_load_time()::text", found -> {
            found.next();
            return found.getString(1);
        });
    }

    /** Puts rules before those of pg_hba.conf, for new sessions. */
    public void admit(String... rules) throws IOException {
        Path access = directory.resolve("data").resolve("pg_hba.conf");
        Files.writeString(access, String.join("\n", rules) + "\n" + Files.readString(access));
        reload();
    }

    public Connection connect() throws SQLException {
        // Works whatever TLS a test gives the server.
        return postgres.getDatabase("postgres", NAME, Map.of("sslmode", "disable"))
                .getConnection();
    }

    /**
     * Waits until the library's shutdown hook has stopped the server, then deletes its files. Both hooks run at the same time, and only one
     * may stop the server.
     */
    private void deleteOnceStopped() {
        try {
            if (Files.exists(directory.resolve("data").resolve("postmaster.pid"))) {
                ProcessHandle.of(postmaster())
                        .ifPresent(server -> server.onExit()
                                .completeOnTimeout(server, 60, TimeUnit.SECONDS)
                                .join());
            }
        } catch (IOException stopped) {
            // The server stopped just now and removed its PID file.
        }
        delete();
    }

    @Override
    public void close() {
        stop();
        delete();
    }

    private void delete() {
        try {
            DatabaseTemplate.delete(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

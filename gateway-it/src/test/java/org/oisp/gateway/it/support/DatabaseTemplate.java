package org.oisp.gateway.it.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.oisp.gateway.cli.dev.DevFiles;

/**
 * The data directory of a database server with an empty schema. Created once per build, since that takes seconds, and copied for each
 * server.
 */
final class DatabaseTemplate {

    private static final Path TARGET = Path.of(System.getProperty("gateway.home"), "gateway-it", "target");

    private DatabaseTemplate() {}

    /** Returns a server on this data directory, which is created if it is missing. */
    static EmbeddedPostgres.Builder server(Path data) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // The library's default is off: then a server that is killed loses what it has confirmed.
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(Duration.ofSeconds(60));
    }

    /** Copies the template. Synchronized, since only one thread of a JVM may request a file's lock. */
    static synchronized void copyTo(Path data) throws IOException {
        Files.createDirectories(TARGET);
        String schema;
        try (InputStream text = DevFiles.class.getResourceAsStream("schema.sql")) {
            schema = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
        // A PostgreSQL of another version cannot read it.
        String kind = schema + System.getProperty("it.postgres", "");
        Path template = TARGET.resolve("database-" + Integer.toHexString(kind.hashCode()));
        // Other JVMs run other tests of this build.
        try (FileChannel channel = FileChannel.open(
                        TARGET.resolve("postgres.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!Files.exists(template)) {
                make(template, schema);
            }
        }
        copy(template, data);
    }

    private static void make(Path template, String schema) throws IOException {
        Path unfinished = Files.createTempDirectory(TARGET, "postgres");
        try (EmbeddedPostgres server =
                server(unfinished.resolve("data")).setPort(TestPorts.free()).start()) {
            execute(server, "postgres", "CREATE DATABASE " + TestDatabase.NAME);
            execute(server, TestDatabase.NAME, schema);
            // The template databases are half of all files, and no test creates another database.
            execute(server, "postgres", "ALTER DATABASE template0 IS_TEMPLATE false");
            execute(server, "postgres", "ALTER DATABASE template1 IS_TEMPLATE false");
            execute(server, "postgres", "DROP DATABASE template0");
            execute(server, "postgres", "DROP DATABASE template1");
        }
        Files.move(unfinished.resolve("data"), template, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(unfinished);
    }

    private static void execute(EmbeddedPostgres server, String database, String sql) {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Copies with cp, which takes a tenth of the time, and keeps permissions: the server insists on owning its directory. */
    static void copy(Path from, Path to) throws IOException {
        run("cp", "-Rp", from.toString(), to.toString());
    }

    /** Deletes a directory and its contents. */
    static void delete(Path directory) throws IOException {
        run("rm", "-rf", directory.toString());
    }

    private static void run(String... command) throws IOException {
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + status);
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }
}

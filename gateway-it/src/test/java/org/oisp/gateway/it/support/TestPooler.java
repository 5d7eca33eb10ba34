package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real pgbouncer in front of a database, where one is installed (Debian: {@code pgbouncer}). */
public final class TestPooler implements AutoCloseable {

    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/usr/local/bin/pgbouncer"));

    private final Path directory;
    private final Process process;
    private final int port;

    private TestPooler(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a pooler whose clients share a few connections to the server, as far as its mode allows.
     *
     * @param mode when it lends a client's connection to another: {@code session}, {@code transaction} or {@code statement}
     * @param more further lines of its configuration
     */
    public static TestPooler start(TestDatabase database, String mode, String more) throws IOException {
        Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        Assumptions.assumeTrue(program != null, "there is no pgbouncer on this machine: skipped");
        int port = TestPorts.free();
        Path directory = Files.createTempDirectory("gateway-it-pooler");
        Path users = Files.writeString(directory.resolve("users"), "\"postgres\" \"\"\n");
        Path file = Files.writeString(directory.resolve("pgbouncer.ini"), """
                [databases]
                %s = host=127.0.0.1 port=%d dbname=%s user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                auth_file = %s
                pool_mode = %s
                default_pool_size = %d
                %s
                """.formatted(
                        TestDatabase.NAME,
                        database.port(),
                        TestDatabase.NAME,
                        port,
                        users,
                        mode,
                        // In session mode each connection of two gateways keeps its own.
                        mode.equals("session") ? 12 : 3,
                        more));
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // pgbouncer refuses to run as root.
            open(directory);
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(program.toString(), "-q", file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        TestPooler pooler = new TestPooler(directory, process, port);
        await().until(pooler::listens);
        return pooler;
    }

    /** Lets the user that the pooler runs as read the files of a directory. */
    public static void letRead(Path directory) throws IOException {
        open(directory);
    }

    private static void open(Path directory) throws IOException {
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> file.toFile().setReadable(true, false));
        }
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(directory.resolve("log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try (Stream<Path> files = Files.walk(directory)) {
            process.waitFor();
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}

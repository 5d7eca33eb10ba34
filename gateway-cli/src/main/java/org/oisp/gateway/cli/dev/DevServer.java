package org.oisp.gateway.cli.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The database server of a running {@code gateway dev}, seen from another process through PostgreSQL's files in the data directory:
 * {@code postmaster.pid} exists while the server runs, and {@code postmaster.opts} holds its command line.
 */
public final class DevServer {

    private static final int TIMEOUT_SECONDS = 60;

    private final Path directory;
    private final Path log;

    private DevServer(DevFiles files) {
        this.directory = files.database().toAbsolutePath();
        this.log = files.directory().resolve("postgres.log").toAbsolutePath();
    }

    /**
     * Finds the server.
     *
     * @param files the demo's files
     * @return the server, running or not
     * @throws IOException if no demo runs there
     */
    public static DevServer of(DevFiles files) throws IOException {
        DevServer server = new DevServer(files);
        if (!isHeld(files.lock()) || !Files.isReadable(server.options())) {
            throw new IOException("no ./gateway dev runs in " + files.directory() + ": start it first");
        }
        return server;
    }

    /** Returns the server without a check, for the demo that runs it. */
    static DevServer ofThisDemo(DevFiles files) {
        return new DevServer(files);
    }

    private static boolean isHeld(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free == null;
        } catch (NoSuchFileException neverRun) {
            return false;
        }
    }

    /**
     * Returns whether the server runs.
     *
     * @return its process and port, for display; null if it does not run
     */
    public @Nullable String running() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
            // Lines: process id, directory, start time, port (miscadmin.h, "lock file").
            return lines.size() < 4 || !isAlive(lines.get(0).trim())
                    ? null
                    : "process " + lines.get(0).trim() + ", port "
                            + lines.get(3).trim();
        } catch (IOException notThere) {
            return null;
        }
    }

    /** Checks that the process is this server: a killed server leaves its pid file, and another process may have the id. */
    private boolean isAlive(String pid) {
        return pid.matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> LeftoverPostgres.wasStartedOn(process, directory))
                        .isPresent();
    }

    /**
     * Stops the server immediately: connections break, and it writes no checkpoint.
     *
     * @return false if it was not running
     * @throws IOException if it cannot be stopped
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean stop() throws IOException, InterruptedException {
        if (running() == null) {
            return false;
        }
        control("stop", "-m", "immediate");
        return true;
    }

    /**
     * Starts the server with the options of its last start.
     *
     * @return false if it was running already
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean start() throws IOException, InterruptedException {
        if (running() != null) {
            return false;
        }
        // Of pg_ctl's modes only "restart" reuses the options of the last start; "start" does not.
        control("restart", "-l", log.toString());
        return true;
    }

    private Path options() {
        return directory.resolve("postmaster.opts");
    }

    private void control(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // PostgreSQL refuses to run as root. In its own user namespace it runs as nobody, as at its first start.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs().resolve("pg_ctl").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-D", directory.toString(), "-w", "-t", Integer.toString(TIMEOUT_SECONDS)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (!process.waitFor(2 * TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new IOException("PostgreSQL did not " + arguments[0] + "; see " + log);
        }
    }

    /** Returns the directory of the server's program, which also holds {@code pg_ctl}. */
    private Path programs() throws IOException {
        String line = Files.readString(options());
        int end = line.indexOf(" \"");
        Path program = end < 0 ? null : Path.of(line.substring(0, end)).getParent();
        if (program == null) {
            throw new IOException(options() + " does not say how the database was started");
        }
        return program;
    }
}

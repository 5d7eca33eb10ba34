package org.oisp.gateway.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of the packaged gateway in its own process; runs what the build put into the target directory. */
public final class GatewayProcess implements AutoCloseable {

    public static final Path TARGET = Path.of(System.getProperty("gateway.home"), "gateway-cli", "target");

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String END = "\0";

    /**
     * A background job of a script without job control ignores SIGINT, and so do its child processes. Restores the default, so that SIGINT
     * stops a gateway even if the tests run in such a job.
     */
    private static final List<String> INTERRUPTIBLE =
            ignoresInterrupts() ? List.of("env", "--default-signal=INT") : List.of();

    /** The bit of SIGINT in a signal mask. */
    private static final long SIGINT = 1L << 1;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private GatewayProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs a command; {@code home} takes the place of the checkout. */
    public static GatewayProcess run(Path home, Map<String, String> environment, String... arguments) {
        return run(INTERRUPTIBLE, home, environment, arguments);
    }

    /** Runs a command that computes for long, with both compilers. */
    public static GatewayProcess runComputing(Path home, String... arguments) {
        return run(INTERRUPTIBLE, List.of("-XX:TieredStopAtLevel=4"), home, Map.of(), arguments);
    }

    /** Runs a command with a limit of so many open files. */
    public static GatewayProcess runWithFiles(
            int files, Path home, Map<String, String> environment, String... arguments) {
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh"));
        limited.addAll(INTERRUPTIBLE);
        return run(limited, home, environment, arguments);
    }

    /** Runs a command in which host names have the addresses that {@code names} gives them. */
    public static GatewayProcess runWithNames(
            TestNames names, Path home, Map<String, String> environment, String... arguments) {
        List<String> starter = new ArrayList<>(names.starter());
        starter.addAll(INTERRUPTIBLE);
        return run(starter, home, environment, arguments);
    }

    private static GatewayProcess run(
            List<String> starter, Path home, Map<String, String> environment, String... arguments) {
        return run(starter, List.of(), home, environment, arguments);
    }

    private static GatewayProcess run(
            List<String> starter, List<String> flags, Path home, Map<String, String> environment, String... arguments) {
        boolean dev = arguments.length > 0 && arguments[0].equals("dev");
        List<String> command = new ArrayList<>(starter);
        command.addAll(PackagedJvm.command(dev ? List.of(TARGET + "/lib-dev/*") : List.of()));
        command.addAll(flags);
        command.addAll(List.of("-Dgateway.home=" + home, PackagedJvm.MAIN));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command), environment);
    }

    /** Runs any program as a gateway: one that was unpacked, say. */
    public static GatewayProcess run(ProcessBuilder builder, Map<String, String> environment) {
        builder.redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OISP_") || name.startsWith("GATEWAY_"));
        // As in TestGateway: a test that minds sets its own.
        builder.environment().put("GATEWAY_WARM_UP", "0s");
        builder.environment().putAll(environment);
        try {
            return new GatewayProcess(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean ignoresInterrupts() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & SIGINT) != 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException ended) {
            // The process has ended, and its output with it.
        }
        lines.add(END);
    }

    /** Waits for a line in which the pattern is found. */
    public Matcher awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        while (true) {
            String line = nextLine();
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
            if (line.equals(END)) {
                throw new AssertionError("no line matched " + regex + " in\n" + String.join("\n", seen));
            }
        }
    }

    private String nextLine() {
        try {
            String line = lines.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no more output after\n" + String.join("\n", seen));
            }
            seen.add(line);
            return line;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns all its output, waiting for its end. */
    public List<String> output() {
        while (seen.isEmpty() || !seen.get(seen.size() - 1).equals(END)) {
            nextLine();
        }
        return seen.subList(0, seen.size() - 1);
    }

    public long pid() {
        return process.pid();
    }

    /** Sends a signal, such as TERM. */
    public void signal(String name) {
        Signals.send(name, process.pid());
    }

    /** Waits for its end. */
    public int exitStatus(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + atMost);
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    public int exitStatus() {
        return exitStatus(TIMEOUT);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitStatus();
    }
}

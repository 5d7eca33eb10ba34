package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Fleet.Arrival;

/** The devices of a {@link FleetMain}, and the book of what came to them. Every second one reports what it does. */
public final class RemoteFleet implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final List<DeviceIdentity> devices;
    private final Process process;
    private final PrintStream commands;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Integer, List<Arrival>> arrivals = new ConcurrentHashMap<>();
    private volatile long lines;
    private volatile String synced = "";

    private RemoteFleet(List<DeviceIdentity> devices, Process process) {
        this.devices = devices;
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "fleet");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the process, which connects its devices once it is {@linkplain #lead led}; {@code starter} is what its command begins with. */
    public static RemoteFleet start(List<DeviceIdentity> devices, List<String> starter) {
        try {
            Path registrations = Files.createTempFile("fleet", ".txt");
            Files.write(
                    registrations,
                    IntStream.range(0, devices.size())
                            .mapToObj(i -> registration(devices.get(i), i % 2 == 0))
                            .toList());
            List<String> command = new ArrayList<>(starter);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    new File(FleetMain.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .toString(),
                    FleetMain.class.getName(),
                    registrations.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new RemoteFleet(devices, process);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String registration(DeviceIdentity device, boolean reports) {
        return reports ? Client.registration(device, TestKeys.token(device), "[\"ack\"]") : Client.registration(device);
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(line -> note(line.split(" "), line));
        } catch (IOException | UncheckedIOException ended) {
            // The process has ended.
        }
    }

    private void note(String[] words, String line) {
        switch (words[0]) {
            case "open" -> open.add(words[1]);
            case "end" -> open.remove(words[1]);
            case "got" ->
                arrivals.computeIfAbsent(Integer.parseInt(words[2]), number -> new ArrayList<>(1))
                        .add(new Arrival(this + words[1], ++lines));
            default -> synced = line;
        }
    }

    public List<DeviceIdentity> devices() {
        return devices;
    }

    public int connected() {
        return open.size();
    }

    /** Returns every arrival of the actuation with this number, as far as {@link #sync} has seen to it. */
    public List<Arrival> arrivals(int number) {
        return arrivals.getOrDefault(number, List.of());
    }

    /** Has new connections go to any of these URLs. */
    public void lead(List<URI> urls) {
        commands.println("urls " + urls.stream().map(URI::toString).collect(Collectors.joining(" ")));
    }

    /** Breaks every third connection off, without a close frame. */
    public void breakOff() {
        commands.println("break");
    }

    /** Waits for the lines that the process has written by now. */
    public void sync() {
        String mark = "sync-" + System.nanoTime();
        commands.println(mark);
        await().atMost(TIMEOUT).until(() -> synced.equals(mark));
    }

    /** Freezes the process: its sockets stay open, and the kernel alone answers. */
    public void freeze() {
        Signals.send("STOP", process.pid());
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        Signals.send("CONT", process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.Scrape;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/**
 * Peers that make the gateway hold as much memory as they can, each within its own limits, together far more than its heap: a process of
 * its own with half the heap that a container of 512 MB gives it. Well-behaved devices get every actuation, and none of them is dropped.
 */
class MemoryAttackIT {

    private static final int SERVED = 5;
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final double HEAP = 128 * 1024 * 1024;
    private static final double ALL = 0.4 * HEAP;
    private static final double STRANGERS = 0.1 * HEAP;
    /** More than the kernel and a mailbox hold. */
    private static final int ROUNDS = 150;

    private static final String CUT = "gateway_drops_total{reason=\"memory\"}";

    private static final TestDatabase database = TestDatabase.shared();
    private static GatewayProcess gateway;
    private static int port;
    private static URI management;

    private final List<RawSocket> attackers = new ArrayList<>();
    private final List<DeviceIdentity> devices = database.addDevices(names("served", SERVED), UUID.randomUUID());
    private final List<Client> served = new ArrayList<>();
    private Client sender;
    private int sent;

    @BeforeAll
    static void start(@TempDir Path home) {
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Xmx128m -XX:+UseSerialGC -XX:NewSize=24m -XX:MaxNewSize=24m -XX:+ExitOnOutOfMemoryError");
        // Leaves room for the connections of the attackers, on a machine with many cores too.
        environment.put("GATEWAY_ACTUATION_RECORDS", "1000");
        gateway = GatewayProcess.run(home, environment, "serve");
        Matcher listening = gateway.awaitLine("listening on port (\\d+) for devices and on 127.0.0.1:(\\d+)");
        port = Integer.parseInt(listening.group(1));
        management = URI.create("http://127.0.0.1:" + listening.group(2));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void serve() {
        for (DeviceIdentity device : devices) {
            Client client = Client.connect(URI.create("ws://127.0.0.1:" + port + "/"));
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            served.add(client);
        }
        sender = Client.connect(URI.create("ws://127.0.0.1:" + port + "/"));
    }

    /** Checks that well-behaved peers are not affected, and that the gateway frees all memory. */
    @AfterEach
    void nobodyElseNotices() {
        actuateAll();
        served.forEach(Client::expectNothingElse);
        sender.expectNothingElse();
        attackers.forEach(RawSocket::close);
        await().until(() -> metric("gateway_memory_held_bytes") == 0);
        served.forEach(Client::close);
        sender.close();
    }

    @Test
    void strangersWithUnfinishedMessages() throws IOException {
        // 1,040,000 bytes in sixteen frames without a last one; then one more byte, for which a doubling array takes as
        // much again.
        byte[] frame =
                RawFrame.of(RawFrame.TEXT, " ".repeat(65_000)).unfinished().bytes();
        byte[] next = RawFrame.of(RawFrame.CONTINUATION, " ".repeat(65_000))
                .unfinished()
                .bytes();
        byte[] one = RawFrame.of(RawFrame.CONTINUATION, " ").unfinished().bytes();
        double before = metric(CUT);
        for (int i = 0; i < 60; i++) {
            attack(
                    i, frame, next, next, next, next, next, next, next, next, next, next, next, next, next, next, next,
                    one);
        }
        assertThat(metric(CUT)).isGreaterThan(before + 40);
        assertThat(metric("gateway_memory_held_unregistered_bytes")).isLessThanOrEqualTo(STRANGERS);
        gateway.awaitLine(
                "peer=\\S+ device=\\(none\\) dropped: memory: it held \\d+ bytes for \\d+ s; all strangers together"
                        + " held \\d+ of \\d+ bytes");
    }

    @Test
    void strangersWithUnfinishedFrames() throws IOException {
        byte[] frame = RawFrame.text(" ".repeat(65_000)).bytes();
        byte[] unfinished = Arrays.copyOf(frame, frame.length - 1);
        double before = metric(CUT);
        for (int i = 0; i < 600; i++) {
            attack(i, unfinished);
        }
        assertThat(metric(CUT)).isGreaterThan(before + 300);
        assertThat(metric("gateway_memory_held_unregistered_bytes")).isLessThanOrEqualTo(STRANGERS);
    }

    private void attack(int number, byte[]... parts) {
        RawSocket attacker = RawSocket.open(port);
        attackers.add(attacker);
        try {
            for (byte[] part : parts) {
                attacker.trySend(part);
            }
        } catch (IOException cut) {
            // Expected, sooner or later.
        }
        if (number % 40 == 0) {
            actuateAll();
        }
    }

    @Test
    void devicesThatDoNotRead() {
        int count = 40;
        String fill = "x".repeat(50_000);
        List<DeviceIdentity> deaf = database.addDevices(names("deaf", count), UUID.randomUUID());
        for (DeviceIdentity device : deaf) {
            RawSocket attacker = RawSocket.connect(port, SMALL_BUFFER);
            attackers.add(attacker);
            attacker.send(RawRequest.handshake());
            attacker.expectUpgrade();
            attacker.register(device);
        }
        double before = metric(CUT);
        double slow = metric("gateway_drops_total{reason=\"slow_device\"}");
        for (int round = 0; round < ROUNDS && metric(CUT) == before; round++) {
            for (DeviceIdentity device : deaf) {
                sender.send(Actuations.message(
                        "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"},\"fill\":\"" + fill + "\"}"));
            }
            actuateAll();
            assertThat(metric("gateway_memory_held_bytes")).isLessThanOrEqualTo(ALL);
        }
        assertThat(metric(CUT)).isGreaterThan(before);
        assertThat(metric("gateway_drops_total{reason=\"slow_device\"}")).isEqualTo(slow);
    }

    /** Sends one actuation to each device, and expects its arrival. */
    private void actuateAll() {
        sent++;
        for (DeviceIdentity device : devices) {
            sender.send(Actuations.message(Actuations.body(device, sent)));
        }
        for (int i = 0; i < SERVED; i++) {
            served.get(i).expectText(Replies.actuation(Actuations.body(devices.get(i), sent)));
        }
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static double metric(String nameAndTags) {
        try {
            return Scrape.value(management, nameAndTags);
        } catch (IOException gone) {
            throw new AssertionError("the gateway does not answer", gone);
        }
    }
}

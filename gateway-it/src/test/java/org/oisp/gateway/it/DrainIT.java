package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A gateway that drains: what it refuses, what it still does, how it ends its sessions, and what it leaves behind. */
class DrainIT {

    private static final String SERVER = "drained:5000";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String REFUSED = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"
            + "X-WebSocket-Reject-Reason: This gateway is about to stop.\r\nRetry-After: 1\r\n\r\n";

    private static final TestDatabase database = TestDatabase.shared();

    private final UUID account = UUID.randomUUID();

    @Test
    void isNotReadyAndRefusesNewSessionsWhileItsOwnGoOnAndThenLeavesNothing() {
        DeviceIdentity device = database.addDevice("device", account);
        try (TestGateway gateway = start(Map.of("GATEWAY_DRAIN_GRACE", "1m", "GATEWAY_DRAIN_TIMEOUT", "2m"))) {
            await().until(() -> gateway.metric("gateway_lease_held") == 1);
            Client connected = Client.register(gateway, device);
            Client sender = Client.connect(gateway);
            assertThat(gateway.management("/api/drain").body())
                    .isEqualTo("{\"state\":\"serving\",\"connections\":2,\"devices\":1}");
            assertThat(gateway.metric("gateway_draining")).isZero();

            HttpResponse<String> asked = gateway.post("/api/drain");

            assertThat(asked.statusCode()).isEqualTo(202);
            assertThat(asked.body()).isEqualTo("{\"state\":\"waiting\",\"connections\":2,\"devices\":1}");
            assertThat(asked.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
            assertThat(gateway.management("/health/ready").body()).isEqualTo("{\"status\":\"draining\"}");
            assertThat(gateway.management("/health/live").statusCode()).isEqualTo(200);
            assertThat(gateway.metric("gateway_draining")).isEqualTo(1);
            await().until(() -> refuses(gateway));
            assertThat(gateway.metric("gateway_handshakes_total{outcome=\"draining\"}"))
                    .isPositive();
            sender.send(Actuations.message(Actuations.body(device, 1)));
            connected.expectText(Replies.actuation(Actuations.body(device, 1)));
            assertThat(database.binding(device).connected()).isTrue();

            // Without connected devices there is nothing to wait for.
            sender.close();
            connected.close();
            awaitDrained(gateway);

            assertThat(database.binding(device).connected()).isFalse();
            assertThat(leases()).isZero();
            assertThat(gateway.metric("gateway_lease_held")).isZero();
            assertThat(refuses(gateway)).isTrue();
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void endsSessionsWith1001NoFasterThanTheRate() {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 30).mapToObj(i -> "device-" + i).toList(), account);
        try (TestGateway gateway = start(Map.of("GATEWAY_DRAIN_RATE", "20"))) {
            List<Client> clients = devices.stream()
                    .map(device -> Client.register(gateway, device))
                    .toList();
            long begun = System.nanoTime();

            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);

            await().until(() -> gateway.management("/api/drain").body().contains("\"state\":\"closing\""));
            clients.forEach(client -> client.expectClose(1001, "Server is going away"));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_400));
            awaitDrained(gateway);
            assertThat(devices).noneMatch(device -> database.binding(device).connected());
            assertThat(gateway.metric("gateway_drops_total{reason=\"shutdown\"}"))
                    .isEqualTo(devices.size());
        }
    }

    @Test
    void endsThemFasterIfTheTimeWouldNotDo() {
        try (TestGateway gateway = start(Map.of("GATEWAY_DRAIN_RATE", "1", "GATEWAY_DRAIN_TIMEOUT", "3s"))) {
            List<Client> clients = IntStream.range(0, 60)
                    .mapToObj(i -> Client.connect(gateway))
                    .toList();
            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);
            clients.forEach(client -> client.expectClose(1001, "Server is going away"));
            awaitDrained(gateway);
        }
    }

    @Test
    void waitsForTheGraceWhileSomebodyIsConnected() {
        try (TestGateway gateway = start(Map.of("GATEWAY_DRAIN_GRACE", "1s"));
                Client client = Client.connect(gateway)) {
            long begun = System.nanoTime();
            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);
            client.expectClose(1001, "Server is going away");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    /** The device has only begun to read when the drain starts. */
    @Test
    void sendsASlowDeviceAllThatWasAcceptedForIt() {
        DeviceIdentity device = database.addDevice("slow", account);
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"},\"fill\":\"" + "x".repeat(50_000) + "\"}";
        try (TestGateway gateway = start(Map.of("GATEWAY_MAILBOX_BYTES", "268435456"));
                RawSocket slow = RawSocket.open(gateway, 4 * 1024);
                Client sender = Client.connect(gateway)) {
            slow.register(device);
            while (gateway.metric("gateway_mailbox_messages") < 20) {
                sender.send(Actuations.message(body));
            }
            sender.expectNothingElse();
            double accepted = gateway.metric("gateway_actuations_total{outcome=\"accepted\"}");

            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);
            sender.expectClose(1001, "Server is going away");

            int received = 0;
            ReceivedFrame frame = slow.readFrame();
            while (frame.opcode() != 8) {
                // A long text comes in several frames.
                received += frame.fin() ? 1 : 0;
                frame = slow.readFrame();
            }
            assertThat(received).isEqualTo((int) accepted);
            slow.close();
            awaitDrained(gateway);
        }
    }

    @Test
    void losesNothingThatItAcceptedWhileSendersSendOn() throws InterruptedException {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 60).mapToObj(i -> "device-" + i).toList(), account);
        try (TestGateway gateway = start(Map.of("GATEWAY_DRAIN_RATE", "30"))) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < devices.size(); i += 3) {
                Client client = Client.connect(gateway);
                for (DeviceIdentity device : devices.subList(i, i + 3)) {
                    client.send(Client.registration(device));
                    client.expectText(Replies.REGISTERED);
                }
                clients.add(client);
            }
            Client sender = Client.connect(gateway);
            AtomicInteger sent = new AtomicInteger();
            Thread load = new Thread(() -> {
                try {
                    while (true) {
                        DeviceIdentity device = devices.get(sent.get() % devices.size());
                        sender.send(Actuations.message(Actuations.body(device, sent.get())));
                        sent.incrementAndGet();
                    }
                } catch (RuntimeException closed) {
                    // Expected: the drain closes the sender's connection.
                }
            });
            load.start();
            await().until(() -> sent.get() > devices.size());

            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);

            int received = 0;
            for (Client client : clients) {
                Client.Event event = client.next();
                while (event instanceof Client.Event.Text) {
                    received++;
                    event = client.next();
                }
                assertThat(event).isEqualTo(new Client.Event.Closed(1001, "Server is going away"));
            }
            load.join();
            assertThat(received).isEqualTo((int) gateway.metric("gateway_actuations_total{outcome=\"accepted\"}"));
            awaitDrained(gateway);
        }
    }

    @Test
    void doesNotWaitForEverForADeviceThatDoesNotRead() {
        DeviceIdentity device = database.addDevice("deaf", account);
        String body = "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"},\"fill\":\"" + "x".repeat(50_000) + "\"}";
        try (TestGateway gateway = start(Map.of("GATEWAY_MAILBOX_BYTES", "268435456", "GATEWAY_DRAIN_TIMEOUT", "4s"));
                RawSocket deaf = RawSocket.open(gateway, 4 * 1024);
                Client sender = Client.connect(gateway)) {
            deaf.register(device);
            while (gateway.metric("gateway_mailbox_messages") < 20) {
                sender.send(Actuations.message(body));
            }
            assertThat(gateway.post("/api/drain").statusCode()).isEqualTo(202);
            awaitDrained(gateway);
            assertThat(database.binding(device).connected()).isFalse();
            assertThat(leases()).isZero();
        }
    }

    private static void awaitDrained(TestGateway gateway) {
        await().atMost(TIMEOUT)
                .until(() -> gateway.management("/api/drain").body(), body -> body.contains("\"state\":\"drained\""));
        assertThat(gateway.management("/api/drain").body())
                .isEqualTo("{\"state\":\"drained\",\"connections\":0,\"devices\":0}");
    }

    private static boolean refuses(TestGateway gateway) {
        try (RawSocket late = RawSocket.connect(gateway)) {
            late.send(RawRequest.handshake());
            return late.readHead().equals(REFUSED);
        }
    }

    private static long leases() {
        return database.count("SELECT count(*) FROM gateway.instances WHERE server = '" + SERVER + "'");
    }

    private static TestGateway start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("GATEWAY_ADVERTISED_SERVER", SERVER);
        return TestGateway.start(database, settings);
    }
}

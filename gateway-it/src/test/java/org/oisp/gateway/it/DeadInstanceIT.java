package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** An instance in a process of its own that is killed, or stopped for longer than its lease, while the others work. */
class DeadInstanceIT {

    private static final String VICTIM = "victim:5000";
    private static final String SURVIVOR = "survivor:5000";
    private static final int DEVICES = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final UUID account = UUID.randomUUID();
    private final List<DeviceIdentity> fleet = new java.util.ArrayList<>();
    private TestDatabase database;
    private TestGateway survivor;
    private GatewayProcess victim;
    private URI victimUrl;

    @TempDir
    private Path home;

    @BeforeEach
    void start() {
        database = TestDatabase.start();
        fleet.addAll(database.addDevices(
                IntStream.range(0, DEVICES).mapToObj(i -> "device-" + i).toList(), account));
        survivor = TestGateway.start(database, settings(SURVIVOR));
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.putAll(settings(VICTIM));
        victim = GatewayProcess.run(home, environment, "serve");
        Matcher listening = victim.awaitLine("listening on port (\\d+) for devices");
        victimUrl = URI.create("ws://127.0.0.1:" + listening.group(1) + "/");
        await().atMost(TIMEOUT).until(() -> survivor.metric("gateway_instances") == 2);
    }

    @AfterEach
    void stop() {
        victim.close();
        survivor.close();
        database.close();
    }

    private static Map<String, String> settings(String server) {
        Map<String, String> settings = new HashMap<>();
        settings.put("GATEWAY_ADVERTISED_SERVER", server);
        settings.put("GATEWAY_LEASE_INTERVAL", "500ms");
        settings.put("GATEWAY_LEASE_DURATION", "1500ms");
        return settings;
    }

    @Test
    void killedUnderLoadItsRowsAreClearedAndTheOthersDevicesMissNothing() throws InterruptedException {
        DeviceIdentity here = database.addDevice("here", account);
        try (Client device = Client.register(survivor, here);
                Client fleetAtVictim = registerAll(fleet);
                Client sender = Client.connect(survivor);
                Client victimsSender = Client.connect(victimUrl)) {
            AtomicBoolean going = new AtomicBoolean(true);
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            Thread load = new Thread(() -> {
                while (going.get()) {
                    int next = sent.get();
                    sender.send(Actuations.message(Actuations.body(here, next)));
                    sent.incrementAndGet();
                    // One after the other: whoever does not deliver is found at once.
                    device.expectText(Replies.actuation(Actuations.body(here, next)));
                    received.incrementAndGet();
                }
            });
            victimsSender.send(Actuations.message(Actuations.body(fleet.get(0), "before")));
            fleetAtVictim.expectText(Replies.actuation(Actuations.body(fleet.get(0), "before")));
            load.start();
            await().until(() -> received.get() > 10);

            victim.signal("KILL");
            int atDeath = received.get();
            // Some come back at once, elsewhere; their rows are theirs.
            List<DeviceIdentity> quick = fleet.subList(0, 20);
            Client moved = registerAll(survivor.url(), quick);
            await().atMost(TIMEOUT).until(() -> database.connectedAt(VICTIM) == 0);
            int atBurial = received.get();

            assertThat(atBurial).as("deliveries went on").isGreaterThan(atDeath);
            await().until(() -> received.get() > atBurial);
            going.set(false);
            load.join();
            assertThat(received.get()).isEqualTo(sent.get());
            assertThat(database.connectedAt(SURVIVOR)).isEqualTo(quick.size() + 1);
            // More, if it was so slow before that it was taken for dead.
            assertThat(survivor.metric("gateway_dead_instances_total")).isGreaterThanOrEqualTo(1);
            assertThat(survivor.metric("gateway_dead_bindings_total")).isPositive();
            await().until(() -> database.count("SELECT count(*) FROM gateway.instances") == 1);
            moved.close();
        }
    }

    @Test
    void startedAgainAtOnceItClearsWhatItLeftAndIsNotTakenForDead() {
        try (Client atVictim = registerAll(fleet)) {
            victim.signal("KILL");
            victim.exitStatus();
            Map<String, String> environment = TestGateway.environment(database.port());
            environment.putAll(settings(VICTIM));
            victim = GatewayProcess.run(home, environment, "serve");
            Matcher listening = victim.awaitLine("listening on port (\\d+) for devices");
            victimUrl = URI.create("ws://127.0.0.1:" + listening.group(1) + "/");
            DeviceIdentity first = fleet.get(0);
            try (Client again = registerAll(List.of(first))) {
                await().atMost(TIMEOUT).until(() -> survivor.metric("gateway_instances") == 2);
                await().atMost(TIMEOUT)
                        .during(Duration.ofSeconds(3))
                        .until(() -> database.connectedAt(VICTIM) == 1
                                && database.binding(first).connected());
            }
        }
    }

    @Test
    void stoppedForLongerThanItsLeaseItComesBackToWhatNobodyTook() {
        List<DeviceIdentity> taken = fleet.subList(0, 20);
        try (Client atVictim = registerAll(fleet);
                Client sender = Client.connect(victimUrl)) {
            double before = survivor.metric("gateway_dead_instances_total");
            victim.signal("STOP");
            try {
                await().atMost(TIMEOUT).until(() -> database.connectedAt(VICTIM) == 0);
                // More, if it was so slow before that it was taken for dead.
                await().atMost(TIMEOUT).until(() -> survivor.metric("gateway_dead_instances_total") > before);
                Client moved = registerAll(survivor.url(), taken);

                victim.signal("CONT");

                await().atMost(TIMEOUT).until(() -> database.connectedAt(VICTIM) == DEVICES - taken.size());
                await().atMost(TIMEOUT)
                        .during(Duration.ofSeconds(2))
                        .until(() -> database.connectedAt(VICTIM) == DEVICES - taken.size()
                                && database.connectedAt(SURVIVOR) == taken.size());
                assertThat(taken)
                        .allMatch(device -> database.binding(device).server().equals(SURVIVOR));
                DeviceIdentity kept = fleet.get(DEVICES - 1);
                sender.send(Actuations.message(Actuations.body(kept, "after")));
                atVictim.expectText(Replies.actuation(Actuations.body(kept, "after")));
                moved.close();
            } finally {
                victim.signal("CONT");
            }
        }
    }

    private Client registerAll(List<DeviceIdentity> devices) {
        return registerAll(victimUrl, devices);
    }

    /** One connection that holds them all. */
    private static Client registerAll(URI url, List<DeviceIdentity> devices) {
        Client client = Client.connect(url);
        devices.forEach(device -> client.send(Client.registration(device)));
        devices.forEach(device -> client.expectText(Replies.REGISTERED));
        return client;
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.HostileInputs;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** No input increases the number of series that Prometheus stores, and no series is named after a peer. */
class CardinalityIT {

    private static final int INPUTS = 600;
    /** Limit for the gateway's own series; the JVM has some hundred more. */
    private static final int MAX_SERIES = 1_000;

    private static final TestDatabase database = TestDatabase.shared();

    @Test
    void aHostilePeerMakesNoSeries() {
        DeviceIdentity device = database.addDevice("cardinal", UUID.randomUUID());
        try (TestGateway gateway =
                TestGateway.start(database, Map.of("GATEWAY_ADVERTISED_SERVER", "cardinality:5000"))) {
            try (Client client = Client.register(gateway, device);
                    Client sender = Client.connect(gateway)) {
                sender.send(Actuations.message(Actuations.body(device, 1)));
                client.expectText(Replies.actuation(Actuations.body(device, 1)));
            }
            await().until(() -> gateway.metric("gateway_devices") == 0);
            Set<String> before = series(gateway);
            long seed = System.nanoTime();
            HostileInputs inputs = new HostileInputs(
                    seed,
                    List.of(
                            "{\"type\":\"ping\"}",
                            Client.registration(device),
                            Actuations.message(Actuations.body(device, 1))));
            for (int i = 0; i < INPUTS; i++) {
                HostileInputs.Input input = inputs.next();
                try (RawSocket peer = input.afterHandshake() ? RawSocket.open(gateway) : RawSocket.connect(gateway)) {
                    peer.trySend(input.bytes());
                    peer.tryEndOutput();
                    peer.drain();
                } catch (java.io.IOException refused) {
                    // The gateway has closed the connection.
                }
                if (i % 20 == 0) {
                    gateway.management("/api/nothing/" + i + "?account=" + UUID.randomUUID());
                    gateway.management("/nothing/" + UUID.randomUUID());
                }
            }
            Set<String> after = series(gateway);
            assertThat(after).as("seed %s", seed).isEqualTo(before).hasSizeLessThan(MAX_SERIES);
            assertThat(after)
                    .noneMatch(line -> line.contains(device.id().value())
                            || line.contains(device.account().toString())
                            || line.contains(device.uid().toString()));
        }
    }

    @Test
    void everyMeterOfTheGatewayIsDescribed() {
        try (TestGateway gateway = TestGateway.start(database, Map.of("GATEWAY_ADVERTISED_SERVER", "described:5000"))) {
            List<String> help = gateway.management("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("# HELP gateway_"))
                    .toList();
            assertThat(help).hasSizeGreaterThan(30).allMatch(line -> line.split(" ").length > 4);
        }
    }

    /** Returns the gateway's own series; the JVM's may appear later, at the first collection of some kind. */
    private static Set<String> series(TestGateway gateway) {
        return gateway.management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gateway_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

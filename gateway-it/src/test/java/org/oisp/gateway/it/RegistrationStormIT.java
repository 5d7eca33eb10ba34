package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A fleet that registers at once: each device gets its 200, and the database gets few batches. */
@Tag("storm")
class RegistrationStormIT {

    private static final int DEVICES = 2_000;
    private static final int SOCKETS = 400;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.shared();

    /** A batch has what comes while the one before is under way: the slower the clients, the fewer. Usual are 10 to 30. */
    private static final double MANY_TOGETHER = 4;

    @Test
    void registersTwoThousandDevicesAtOnceInFewTransactions() {
        UUID account = UUID.randomUUID();
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, DEVICES).mapToObj(i -> "device" + i).toList(), account);
        List<String> registrations =
                devices.parallelStream().map(Client::registration).toList();
        // The machine may be slow; what matters is that all are served.
        try (TestGateway gateway = TestGateway.start(
                database, Map.of("GATEWAY_REGISTRATION_TIMEOUT", "50s", "GATEWAY_QUERY_TIMEOUT", "50s"))) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                clients.add(Client.connect(gateway));
            }
            for (int i = 0; i < DEVICES; i++) {
                clients.get(i % SOCKETS).send(registrations.get(i));
            }
            for (int i = 0; i < DEVICES; i++) {
                assertThat(clients.get(i % SOCKETS).poll(TIMEOUT)).isEqualTo(new Client.Event.Text(Replies.REGISTERED));
            }
            assertThat(gateway.metric("gateway_devices")).isEqualTo(DEVICES);
            assertThat(gateway.metric("gateway_registrations_total{outcome=\"registered\"}"))
                    .isEqualTo(DEVICES);
            assertThat(gateway.metric("gateway_database_seconds_count{operation=\"bind\",outcome=\"done\"}"))
                    .isLessThan(DEVICES / MANY_TOGETHER);
            assertThat(connected(devices)).isEqualTo(DEVICES);

            clients.forEach(Client::abort);

            await().atMost(TIMEOUT).until(() -> connected(devices) == 0);
            assertThat(gateway.metric("gateway_devices")).isZero();
            assertThat(gateway.metric("gateway_database_seconds_count{operation=\"release\",outcome=\"done\"}"))
                    .isLessThan(DEVICES / MANY_TOGETHER);
        }
    }

    private long connected(List<DeviceIdentity> devices) {
        Set<UUID> keys = devices.stream().map(device -> device.uid().value()).collect(Collectors.toSet());
        return database.bindings().stream()
                .filter(row -> row.connected() && keys.contains(row.device()))
                .count();
    }
}

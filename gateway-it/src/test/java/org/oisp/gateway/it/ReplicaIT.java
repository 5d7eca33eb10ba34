package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogLines;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/**
 * Lookups go to a replica, bindings to the primary. The two servers are not replicated here: a row that only one of them has shows which
 * server was asked.
 */
class ReplicaIT {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String FAILED = "gateway_database_seconds_count{operation=\"look_up\",outcome=\"failed\"}";
    private static final String DONE = "gateway_database_seconds_count{operation=\"look_up\",outcome=\"done\"}";

    private static TestDatabase replica;

    private final UUID account = UUID.randomUUID();
    private TestDatabase primary;
    private TestGateway gateway;
    private LogLines log;

    @BeforeAll
    static void startReplica() {
        replica = TestDatabase.start();
    }

    @AfterAll
    static void stopReplica() {
        replica.close();
    }

    @BeforeEach
    void start() {
        primary = TestDatabase.start();
        log = new LogLines();
        gateway = gateway(oneReplica());
    }

    @AfterEach
    void stop() {
        gateway.close();
        log.close();
        primary.close();
    }

    private static String oneReplica() {
        return ",\"readReplicas\":[{\"host\":\"127.0.0.1\",\"port\":\"" + replica.port() + "\"}]";
    }

    private TestGateway gateway(String more) {
        return gateway(more, Map.of());
    }

    private TestGateway gateway(String more, Map<String, String> times) {
        Map<String, String> settings = new HashMap<>(times);
        settings.put(
                "OISP_POSTGRES_CONFIG",
                "{\"dbname\":\"iot\",\"hostname\":\"127.0.0.1\",\"port\":\"%d\",\"username\":\"postgres\"%s}"
                        .formatted(primary.port(), more));
        settings.putIfAbsent("GATEWAY_REPLICA_RETRY", "100ms");
        return TestGateway.start(primary, settings);
    }

    @Test
    void looksDevicesUpAtTheReplicaAndBindsThemAtThePrimary() {
        DeviceIdentity device = replica.addDevice("only there", account);
        try (Client client = Client.register(gateway, device)) {
            assertThat(primary.binding(device).connected()).isTrue();
            assertThat(replica.bindings()).isEmpty();
            assertThat(gateway.metric(DONE)).isEqualTo(1);
        }
        await().until(() -> !primary.binding(device).connected());
    }

    @Test
    void asksThePrimaryForWhatTheReplicaDoesNotKnowYet() {
        DeviceIdentity fresh = primary.addDevice("fresh", account);
        DeviceIdentity old = replica.addDevice("old", account);
        try (Client one = Client.connect(gateway);
                Client other = Client.connect(gateway);
                Client none = Client.connect(gateway)) {
            one.send(Client.registration(fresh));
            other.send(Client.registration(old));
            none.send(Client.registration(
                    new DeviceIdentity(fresh.uid(), fresh.account(), new org.oisp.gateway.device.DeviceId("nowhere"))));
            one.expectText(Replies.REGISTERED);
            other.expectText(Replies.REGISTERED);
            none.expectText(Replies.UNAVAILABLE);
            assertThat(primary.bindings()).hasSize(2).allMatch(TestDatabase.BindingRow::connected);
        }
    }

    @Test
    void goesOnWithoutTheTableForBindings() {
        primary.execute("DROP TABLE dashboard.\"connectionBindings\"");
        DeviceIdentity fresh = primary.addDevice("fresh", account);
        DeviceIdentity old = replica.addDevice("old", account);
        for (int i = 0; i < 2; i++) {
            Client.register(gateway, fresh).close();
            Client.register(gateway, old).close();
        }
    }

    @Test
    void aReplicaThatIsDownCostsOneLogLineAndAMeterAndComesBackByItself() {
        DeviceIdentity here = primary.addDevice("here", account);
        DeviceIdentity there = replica.addDevice("there", account);
        assertThat(gateway.metric("gateway_replicas")).isEqualTo(1);
        replica.stop();
        try {
            for (int i = 0; i < 3; i++) {
                Client.register(gateway, here).close();
            }
            assertThat(gateway.metric(FAILED)).isEqualTo(1);
            assertThat(gateway.metric("gateway_replicas")).isZero();
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
        } finally {
            replica.startAgain();
        }
        await().until(() -> gateway.metric("gateway_replicas") == 1);
        Client.register(gateway, there).close();
        assertThat(log.lines())
                .filteredOn(line -> line.contains("replica"))
                .satisfiesExactly(
                        failed -> assertThat(failed).startsWith("replica 127.0.0.1:" + replica.port() + " failed: "),
                        back -> assertThat(back).isEqualTo("replica 127.0.0.1:" + replica.port() + " is back"));
    }

    @Test
    void aFrozenReplicaDelaysOneBatchOnly() {
        gateway.close();
        // A long retry interval, since each failed attempt would be counted.
        gateway = gateway(oneReplica(), Map.of("GATEWAY_REPLICA_TIMEOUT", "500ms", "GATEWAY_REPLICA_RETRY", "1h"));
        DeviceIdentity here = primary.addDevice("here", account);
        replica.freeze();
        try {
            Client.register(gateway, here).close();
            assertThat(gateway.metric(FAILED)).isEqualTo(1);
            Client.register(gateway, here).close();
            assertThat(gateway.metric(FAILED)).isEqualTo(1);
        } finally {
            replica.thaw();
        }
    }

    @Test
    void aReplicaThatWasFrozenComesBackByItself() {
        gateway.close();
        gateway = gateway(oneReplica(), Map.of("GATEWAY_REPLICA_TIMEOUT", "500ms"));
        DeviceIdentity here = primary.addDevice("here", account);
        replica.freeze();
        try {
            Client.register(gateway, here).close();
            await().until(() -> gateway.metric("gateway_replicas") == 0);
        } finally {
            replica.thaw();
        }
        await().until(() -> gateway.metric("gateway_replicas") == 1);
        // On a busy machine the gateway may leave the replica out once more, and take it back.
        Client.registerInTheEnd(gateway, replica.addDevice("after", account)).close();
    }

    @Test
    void aServerWithoutTheTableOfDevicesIsLeftOut() {
        gateway.close();
        gateway = gateway(",\"readReplicas\":[{\"host\":\"127.0.0.1\",\"port\":" + replica.port()
                + ",\"username\":\"nobody\"},{\"host\":\"127.0.0.1\",\"port\":" + replica.port() + "}]");
        DeviceIdentity there = replica.addDevice("there", account);
        DeviceIdentity here = primary.addDevice("here", account);

        Client.register(gateway, here).close();
        for (int i = 0; i < 3; i++) {
            Client.register(gateway, there).close();
        }
        assertThat(gateway.metric("gateway_replicas")).isEqualTo(1);
        assertThat(log.lines()).filteredOn(line -> line.startsWith("replica")).hasSize(1);
    }

    @Test
    void readsFromTheCommonServerIfOnlyTheOneForWritingIsApart() {
        gateway.close();
        gateway = TestGateway.start(
                primary,
                Map.of(
                        "OISP_POSTGRES_CONFIG",
                        "{\"dbname\":\"iot\",\"hostname\":\"127.0.0.1\",\"port\":%d,\"username\":\"postgres\",\"password\":\"\","
                                        .formatted(replica.port())
                                + "\"writeHostname\":\"127.0.0.1\",\"writePort\":\"%d\"}".formatted(primary.port())));
        DeviceIdentity device = replica.addDevice("only there", account);
        try (Client client = Client.register(gateway, device)) {
            assertThat(primary.binding(device).connected()).isTrue();
        }
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.RedisListener;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** An instance that is alive by its lease and not heard over Redis is named, and no instance is unready for it. */
class ClusterSplitIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String FIRST = TestCluster.server(0);
    private static final String SECOND = TestCluster.server(1);

    /** Its own database: no instance of another test has a lease here. */
    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    private final TcpProxy way = TcpProxy.to(redis.port());

    /** The first instance of a database creates the table of leases when devices can connect, a moment after its start. */
    @BeforeAll
    static void awaitTable() {
        try (TestGateway first = start(FIRST, redis.port())) {
            await().atMost(TIMEOUT).until(() -> first.metric("gateway_lease_held") == 1);
        }
    }

    @AfterEach
    void close() {
        way.close();
    }

    private static TestGateway start(String server, int redisPort, String... more) {
        Map<String, String> settings = new HashMap<>(TestRedis.environment(redisPort));
        settings.put("GATEWAY_ADVERTISED_SERVER", server);
        settings.put("GATEWAY_REDIS_PING_INTERVAL", "200ms");
        settings.put("GATEWAY_REDIS_PING_GRACE", "1s");
        settings.put("GATEWAY_REDIS_TIMEOUT", "1s");
        settings.put("GATEWAY_LEASE_INTERVAL", "300ms");
        settings.put("GATEWAY_LEASE_DURATION", "1m");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return TestGateway.start(database, settings);
    }

    private static void awaitReadiness(TestGateway gateway, String body) {
        await().atMost(TIMEOUT)
                .until(() -> gateway.management("/health/ready").body().equals(body));
        assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
    }

    private static String split(String unheard) {
        return "{\"status\":\"split\",\"unheard\":[\"" + unheard + "\"]}";
    }

    @Test
    void anInstanceThatIsCutOffIsNamedByTheOthersUntilItIsBack() {
        try (LogWatch log = new LogWatch();
                TestGateway first = start(FIRST, redis.port());
                TestGateway second = start(SECOND, way.port())) {
            way.beSilent();
            awaitReadiness(first, split(SECOND));
            awaitReadiness(second, "{\"status\":\"degraded\"}");
            assertThat(first.metric("gateway_instances_unheard")).isEqualTo(1);
            assertThat(second.metric("gateway_instances_unheard")).isZero();
            assertThat(first.management("/api/events?limit=10").body())
                    .contains("\"outcome\":\"instance_unheard\"")
                    .contains("Not heard over Redis for 1600 ms, though alive by the lease: " + SECOND + ".");
            assertThat(log.linesWith("not heard over Redis for 1600 ms")).hasSize(1);
            assertThat(first.metric("gateway_ready")).isEqualTo(1);

            way.serveAgain();
            way.cutAll();
            awaitReadiness(first, "{\"status\":\"up\"}");
            awaitReadiness(second, "{\"status\":\"up\"}");
            assertThat(first.metric("gateway_instances_unheard")).isZero();
            assertThat(log.linesWith(SECOND + " is heard over Redis again")).hasSize(1);
        }
    }

    @Test
    void instancesAtTwoServersOfRedisNameEachOther() {
        try (TestRedis another = TestRedis.start();
                TestGateway first = start(FIRST, redis.port(), "GATEWAY_REDIS_REQUIRED", "on");
                TestGateway second = start(SECOND, another.port(), "GATEWAY_REDIS_REQUIRED", "on")) {
            awaitReadiness(first, split(SECOND));
            awaitReadiness(second, split(FIRST));
        }
    }

    @Test
    void instancesOfTwoSecretsThatBelieveEachOtherAreNotSplit() {
        try (TestGateway first = start(
                        FIRST,
                        redis.port(),
                        "GATEWAY_REDIS_PREFIX",
                        "unsigned",
                        "GATEWAY_CLUSTER_SECRET",
                        "1".repeat(32));
                TestGateway second = start(
                        SECOND,
                        redis.port(),
                        "GATEWAY_REDIS_PREFIX",
                        "unsigned",
                        "GATEWAY_CLUSTER_SECRET",
                        "2".repeat(32))) {
            // Each believes the other, although it cannot verify what it says: that is no split.
            await().atMost(TIMEOUT)
                    .until(() -> first.metric("gateway_cluster_messages_total{outcome=\"unsigned_accepted\"}") > 20);
            assertThat(first.metric("gateway_instances_unheard")).isZero();
            assertThat(first.management("/health/ready").body()).isEqualTo("{\"status\":\"up\"}");
        }
    }

    /** As of one that is frozen while its lease goes on, or of the original if it had one. */
    @Test
    void aLeaseOfAnInstanceThatSaysNothingMakesNoOtherUnready() {
        try (TestGateway first = start(FIRST, redis.port(), "GATEWAY_REDIS_REQUIRED", "on")) {
            database.execute(
                    "INSERT INTO gateway.instances (server, incarnation, started, beat, expires, version) VALUES "
                            + "('frozen:5000', '" + UUID.randomUUID()
                            + "', now(), now(), now() + interval '1 hour', '0.1.0')");
            awaitReadiness(first, split("frozen:5000"));
            database.execute("DELETE FROM gateway.instances WHERE server = 'frozen:5000'");
            awaitReadiness(first, "{\"status\":\"up\"}");
        }
    }

    @Test
    void whoSaysHelloMayAnswerForAnActuationAtOnce() {
        DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());
        String channel = device.account() + "/" + device.id();
        // Leases are read too seldom to tell.
        try (TestGateway first =
                        start(FIRST, redis.port(), "GATEWAY_LEASE_INTERVAL", "10m", "GATEWAY_LEASE_DURATION", "1h");
                RedisListener silent = RedisListener.on(redis, channel);
                Client sender = Client.connect(first)) {
            sender.send(Receipts.asking("alone", device, 1, 300));
            Receipts.expect(sender, "alone", "unconfirmed", "no_receipts");
            try (TestGateway second =
                    start(SECOND, redis.port(), "GATEWAY_LEASE_INTERVAL", "10m", "GATEWAY_LEASE_DURATION", "1h")) {
                assertThat(second.metric("gateway_redis_up")).isEqualTo(1);
                int[] asked = {0};
                await().atMost(TIMEOUT).until(() -> {
                    sender.send(Receipts.asking("other" + asked[0]++, device, 2, 300));
                    return Receipts.next(sender).path("reason").asText().equals("instance_silent");
                });
            }
        }
    }
}

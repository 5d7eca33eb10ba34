package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** A client that may publish in Redis but is no instance cannot take over any device. */
class ForgedMessageIT {

    private static final String ALL = "oisp-gateway/all";
    private static final long YEAR_2255 = 9_000_000_000_000_000L;

    /** Its own database: instances of other tests do not announce over this Redis that they sign. */
    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 2, quick(redis));

    @Test
    void byDefaultAnAnnouncementThatNobodyHasSignedDropsNobody() {
        awaitAllSign(cluster);
        List<DeviceIdentity> devices = devices(5);
        List<Client> clients = devices.stream()
                .map(device -> Client.register(cluster.get(0), device))
                .toList();
        try (LogWatch log = new LogWatch()) {
            double lost = cluster.get(0).metric("gateway_devices_lost_total");
            double refused = refused(cluster, "unsigned");
            String stranger = UUID.randomUUID().toString();
            redis.publish(ALL, announcement(stranger, devices, YEAR_2255));
            redis.publish(ALL, announcement(stranger, devices, now() + 1_000_000));
            redis.publish(ALL, announcement(stranger, devices, null));
            await().until(() -> refused(cluster, "unsigned") == refused + 6);
            double wrong = refused(cluster, "wrong_signature");
            String forged = announcement(stranger, devices, YEAR_2255);
            redis.publish(
                    ALL,
                    forged.substring(0, forged.length() - 1) + ",\"sig\":\"" + stranger + "." + "0".repeat(16) + "."
                            + "0".repeat(16) + "." + "A".repeat(43) + "\"}");
            await().until(() -> refused(cluster, "wrong_signature") == wrong + 2);
            assertThat(log.linesWith("is not trusted"))
                    .isNotEmpty()
                    .allMatch(line -> line.contains(stranger) && line.contains(ALL));
            assertThat(cluster.get(0).metric("gateway_devices_lost_total")).isEqualTo(lost);
            expectService(devices, clients);
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void whatAnInstanceHasSaidCannotBeSaidAgainByAnother() {
        awaitAllSign(cluster);
        List<DeviceIdentity> devices = devices(1);
        List<String> recorded = new CopyOnWriteArrayList<>();
        try (RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
                StatefulRedisPubSubConnection<String, String> eavesdropper = client.connectPubSub()) {
            eavesdropper.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    recorded.add(message);
                }
            });
            eavesdropper.sync().subscribe(ALL);
            try (Client first = Client.register(cluster.get(0), devices.get(0));
                    Client second = Client.register(cluster.get(1), devices.get(0))) {
                first.expectClose(1000, "Normal connection closure");
                await().until(() -> recorded.size() >= 2);
                double replayed = refused(cluster, "replayed");
                List<String> old = new ArrayList<>(recorded);
                old.forEach(message -> redis.publish(ALL, message));
                await().until(() -> refused(cluster, "replayed") == replayed + 2 * old.size());
                expectService(devices, List.of(second));
            }
        }
    }

    @Test
    void anInstanceOfAnEarlierVersionIsBelievedForAsLongAsThereIsOneButForTimesThatCannotBe() {
        TestRedis own = TestRedis.start();
        try (own;
                TestDatabase ours = TestDatabase.start();
                TestGateway gateway = TestGateway.start(ours, quick(own))) {
            List<DeviceIdentity> devices = ours.addDevices(List.of("a", "b"), UUID.randomUUID());
            await().until(() -> gateway.metric("gateway_cluster_unsigned_accepted") == 0);
            // An instance with a lease that has not announced that it signs.
            ours.addDeadInstance("old:5000", List.of(), Duration.ofHours(1));
            await().until(() -> gateway.metric("gateway_cluster_unsigned_accepted") == 1);
            try (Client moves = Client.register(gateway, devices.get(0));
                    Client stays = Client.register(gateway, devices.get(1))) {
                own.publish(ALL, announcement("old", devices.subList(1, 2), YEAR_2255));
                own.publish(ALL, announcement("old", devices.subList(0, 1), now() + 10_000_000));
                moves.expectClose(1000, "Normal connection closure");
                stays.expectNothingElse();
                assertThat(gateway.metric("gateway_cluster_messages_total{outcome=\"ahead\"}"))
                        .isEqualTo(1);
            }
        }
    }

    /** As when a secret is changed on one instance after the other. */
    @Test
    void instancesOfDifferentSecretsHaveOneOwnerAllTheSameUntilTheyAreTold() {
        TestRedis own = TestRedis.start();
        try (own;
                TestDatabase ours = TestDatabase.start();
                TestGateway one =
                        TestGateway.start(ours, with(own, "one:1", "GATEWAY_CLUSTER_SECRET", "1".repeat(32)));
                TestGateway other =
                        TestGateway.start(ours, with(own, "two:1", "GATEWAY_CLUSTER_SECRET", "2".repeat(32)))) {
            DeviceIdentity device = ours.addDevice("a", UUID.randomUUID());
            await().until(() -> one.metric("gateway_instances") == 2);
            await().until(() -> one.metric("gateway_cluster_unsigned_accepted") == 1);
            try (Client first = Client.register(one, device);
                    Client second = Client.register(other, device)) {
                first.expectClose(1000, "Normal connection closure");
                second.expectNothingElse();
            }
            try (TestGateway strict = TestGateway.start(
                            ours,
                            with(
                                    own,
                                    "three:1",
                                    "GATEWAY_CLUSTER_SECRET",
                                    "3".repeat(32),
                                    "GATEWAY_CLUSTER_UNSIGNED",
                                    "refuse"));
                    Client first = Client.register(strict, device);
                    Client second = Client.register(one, device)) {
                await().until(() -> strict.metric("gateway_cluster_messages_total{outcome=\"wrong_signature\"}") > 0);
                first.expectNothingElse();
                second.expectNothingElse();
            }
        }
    }

    /** Returns settings that renew leases often, and often announce that the instance signs. */
    private static Map<String, String> quick(TestRedis redis) {
        Map<String, String> all = new HashMap<>(redis.environment());
        all.put("GATEWAY_LEASE_INTERVAL", "2s");
        all.put("GATEWAY_REDIS_PING_INTERVAL", "200ms");
        return all;
    }

    /** Returns the time in microseconds; the database uses the same machine's clock. */
    private static long now() {
        return System.currentTimeMillis() * 1_000;
    }

    private static Map<String, String> with(TestRedis redis, String server, String... settings) {
        Map<String, String> all = quick(redis);
        all.put("GATEWAY_ADVERTISED_SERVER", server);
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return all;
    }

    private static List<DeviceIdentity> devices(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("device" + i);
        }
        return database.addDevices(ids, UUID.randomUUID());
    }

    private static void awaitAllSign(TestCluster gateways) {
        await().until(() -> gateways.metric("gateway_cluster_unsigned_accepted") == 0);
    }

    private static double refused(TestCluster gateways, String outcome) {
        return gateways.metric("gateway_cluster_messages_total{outcome=\"" + outcome + "\"}");
    }

    private static void expectService(List<DeviceIdentity> devices, List<Client> clients) {
        for (int i = 0; i < clients.size(); i++) {
            String body = Actuations.body(devices.get(i), "still here");
            redis.publish(devices.get(i).account() + "/" + devices.get(i).id().value(), Actuations.message(body));
            clients.get(i).expectText(Replies.actuation(body));
            clients.get(i).expectNothingElse();
        }
    }

    private static String announcement(String from, List<DeviceIdentity> devices, Long micros) {
        String taken = devices.stream()
                .map(device -> "[\"" + device.uid() + "\"," + micros + "]")
                .collect(Collectors.joining(","));
        return "{\"v\":1,\"from\":\"" + from + "\",\"n\":1,\"taken\":[" + taken + "],\"fought\":[]}";
    }
}

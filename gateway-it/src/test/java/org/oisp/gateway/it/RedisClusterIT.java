package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.oisp.gateway.it.support.RedisChecks.words;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RedisMoves;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.TestRedisCluster;

/** A real Redis Cluster of six nodes: the gateways follow their slot through a resharding and failovers, under load. */
class RedisClusterIT {

    private static final System.Logger LOG = System.getLogger("RedisClusterIT");
    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path directory;

    private TestRedisCluster cluster;

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void linksFollowTheSlotAndEachSenderIsToldTheTruth() {
        cluster = TestRedisCluster.start(directory);
        TestRedis first = cluster.owner(cluster.nodes().get(0));
        List<TestRedis> others = cluster.otherMasters(first);
        TestRedis witness = others.get(1);
        List<TcpProxy> ways = cluster.ways();
        TcpProxy way = ways.get(cluster.nodes().indexOf(first));
        DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());
        try (LogWatch log = new LogWatch();
                // The seeds of the first gateway do not have the slot. The second has its own ways to all nodes.
                RedisMoves load = RedisMoves.start(
                        database,
                        instance -> instance == 0
                                ? TestRedisCluster.environment(others)
                                : TestRedisCluster.environmentBy(ways))) {
            for (int port : List.of(first.port(), way.port())) {
                assertThat(log.linesWith("connected to Redis at 127.0.0.1:" + port + " (the node of slot "
                                + TestRedisCluster.SLOT + " by 127.0.0.1:"))
                        .hasSize(1);
            }
            load.goOn(5);
            dashboardPublishesAnywhere(load, device);

            whatAnInstanceSaysOverAnotherNodeDoesNotCount(load, device, witness);

            oneOfThemIsCutOff(load, first, way);

            TestRedis second = others.get(0);
            cluster.reshard(first, second);
            follow(load, () -> second, "resharded");
            dashboardPublishesAnywhere(load, device);

            long process = second.freeze();
            TestRedis third;
            try {
                third = follow(load, () -> nextOwner(second, witness), "frozen");
            } finally {
                second.thaw(process);
            }
            load.goOnUntil(() -> RedisMoves.isReplica(second));
            load.goOn(20);
            assertThat(RedisMoves.bothHear(third, channel(third))).isTrue();

            load.goOnUntil(() -> third.call(redis -> redis.info("replication")).contains("connected_slaves:1"));
            third.kill();
            TestRedis fourth = follow(load, () -> nextOwner(third, witness), "killed");
            assertThat(fourth).isSameAs(second);
            dashboardPublishesAnywhere(load, device, third);
            load.goOn(5);
            load.expectTruth();
        } finally {
            ways.forEach(TcpProxy::close);
        }
    }

    /**
     * The packets of the second gateway to the master of the slot are held back, and arrive late. The first gateway and the cluster notice
     * nothing but the second one's silence.
     */
    private void oneOfThemIsCutOff(RedisMoves load, TestRedis master, TcpProxy way) {
        TestGateway first = load.gateways().get(0);
        TestGateway second = load.gateways().get(1);
        String named = "\"" + TestCluster.server(1) + "\"";
        way.hold();
        load.goOnUntil(() -> second.metric("gateway_redis_up") == 0
                && first.management("/health/ready").body().contains(named));
        assertThat(second.management("/health/ready").body()).contains("degraded");
        assertThat(first.metric("gateway_redis_up")).isEqualTo(1);
        load.goOn(5);
        way.passOn();
        load.goOnUntil(() -> RedisMoves.bothHear(master, channel(master))
                && load.areLinked()
                && !first.management("/health/ready").body().contains(named));
        LOG.log(System.Logger.Level.INFO, "cut off from the master, and back: " + load.outcomes());
    }

    private TestRedis nextOwner(TestRedis before, TestRedis witness) {
        TestRedis owner = cluster.owner(witness);
        return owner == before ? null : owner;
    }

    private String channel(TestRedis node) {
        return "oisp-gateway/" + cluster.id(node) + "/all";
    }

    private TestRedis follow(RedisMoves load, Supplier<TestRedis> next, String what) {
        long[] decided = {0};
        TestRedis[] owner = {null};
        load.goOnUntil(() -> {
            if (owner[0] == null) {
                owner[0] = next.get();
                decided[0] = System.nanoTime();
            }
            return owner[0] != null && RedisMoves.bothHear(owner[0], channel(owner[0])) && load.areLinked();
        });
        LOG.log(
                System.Logger.Level.INFO,
                "slot " + what + ": both gateways are at its node "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - decided[0])
                        + " ms after the cluster says which it is; " + load.outcomes());
        return owner[0];
    }

    /** A cluster carries what is published at any node to the subscribers at all others. */
    private void dashboardPublishesAnywhere(RedisMoves load, DeviceIdentity device, TestRedis... gone) {
        try (Client receiver = Client.register(load.gateways().get(0), device)) {
            int value = 0;
            for (TestRedis node : cluster.nodes()) {
                if (!List.of(gone).contains(node)) {
                    node.publish(
                            DeviceAddress.of(device).toString(), Actuations.message(Actuations.body(device, ++value)));
                    receiver.expectText(Replies.actuation(Actuations.body(device, value)));
                }
            }
        }
        await().until(() -> database.binding(device) != null);
    }

    /** That node counted nobody, and an instance there has told its sender so. */
    private void whatAnInstanceSaysOverAnotherNodeDoesNotCount(
            RedisMoves load, DeviceIdentity device, TestRedis another) {
        String channel = DeviceAddress.of(device).toString();
        double before = load.gateways().metric("gateway_redis_other_node_total");
        try (Client receiver = Client.register(load.gateways().get(1), device)) {
            String forwarded = Actuations.message(Actuations.body(device, 1));
            another.publish(
                    channel,
                    forwarded.substring(0, forwarded.length() - 1) + ",\"gatewayNode\":\"" + cluster.id(another)
                            + "\"}");
            await().until(() -> load.gateways().metric("gateway_redis_other_node_total") == before + 1);
            another.publish(channel, Actuations.message(Actuations.body(device, 2)));
            receiver.expectText(Replies.actuation(Actuations.body(device, 2)));
        }
    }

    @Test
    void saysWhatIsWrongWithACluster() {
        try (TestRedis alone = TestRedis.start();
                TestRedis node = TestRedis.start(
                        "cluster-enabled yes",
                        "cluster-config-file " + directory.resolve("nodes.conf"),
                        "cluster-require-full-coverage no")) {
            assertThat(words(TestRedis.environment(node.port())))
                    .startsWith("is a node of a Redis Cluster: give nodes of the cluster in GATEWAY_REDIS_CLUSTER");
            Map<String, String> settings = TestRedisCluster.environment(List.of(alone));
            assertThat(words(settings))
                    .isEqualTo("no node of the cluster says who has slot " + TestRedisCluster.SLOT
                            + ", that of oisp-gateway: node 127.0.0.1:" + alone.port()
                            + ": is no node of a Redis Cluster; its place is GATEWAY_REDIS_HOST");
            settings = TestRedisCluster.environment(List.of(node));
            assertThat(words(settings)).contains("no node of its cluster has slot " + TestRedisCluster.SLOT);
            node.call(redis -> redis.clusterAddSlots(TestRedisCluster.SLOT));
            assertThat(words(settings))
                    .matches("Redis [\\d.]+ subscribes, publishes and counts subscribers; 127\\.0\\.0\\.1:"
                            + node.port()
                            + " \\(the node of slot " + TestRedisCluster.SLOT + " by 127\\.0\\.0\\.1:" + node.port()
                            + "\\)");
            await().until(() -> node.call(redis -> redis.clusterInfo()).contains("cluster_state:ok"));
            settings.put("GATEWAY_REDIS_EVENTS", "{oisp-gateway}connections");
            assertThat(words(settings)).contains(", and takes entries of {oisp-gateway}connections");
            settings.remove("GATEWAY_REDIS_EVENTS");
            // Nothing answers there.
            node.call(redis -> redis.configSet("cluster-announce-ip", "127.0.0.99"));
            // Valkey 8 answers CLUSTER SLOTS as before until the slots change.
            node.call(redis -> redis.clusterAddSlots(TestRedisCluster.SLOT + 1));
            await().until(() -> node.call(redis -> redis.clusterNodes()).contains("127.0.0.99:"));
            assertThat(words(settings))
                    .startsWith("127.0.0.99:" + node.port() + " (the node of slot ")
                    .contains("connection refused")
                    .contains("cluster-announce-ip");
        }
    }
}

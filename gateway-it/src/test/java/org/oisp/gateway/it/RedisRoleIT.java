package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPorts;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.redis.RedisCheck;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.telemetry.health.FailureDescription;
import redis.embedded.RedisSentinel;

/** A Redis that answers but does not connect the instances: a replica, a Sentinel, a cluster node, or a server that denies access. */
class RedisRoleIT {

    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path directory;

    @Test
    void aRedisThatWasDemotedBehindItsAddressIsLeftThoughItsConnectionsStayOpen() {
        DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());
        try (LogWatch log = new LogWatch();
                TestRedis first = TestRedis.start();
                TestRedis second = TestRedis.start();
                TcpProxy address = TcpProxy.to(first.port());
                TestCluster cluster = TestCluster.start(database, 2, fast(address.port()));
                Client older = Client.register(cluster.get(0), device)) {
            address.leadTo(second.port());
            follow(first, second);

            await().until(() -> cluster.metric("gateway_redis_links_total{outcome=\"failed\"}") >= 2);
            assertThat(log.linesWith("is unavailable: is a replica: it accepts no writes"))
                    .hasSize(2);
            // The other instances know of the device again, over the server that took over.
            String channel = DeviceAddress.of(device).toString();
            await().until(() -> second.call(redis -> redis.pubsubNumsub(channel).get(channel)) == 1);
            try (Client newer = Client.register(cluster.get(1), device);
                    Client sender = Client.connect(cluster.get(0))) {
                older.expectClose(1000, "Normal connection closure");
                sender.send(Actuations.message(Actuations.body(device, 1)));
                newer.expectText(Replies.actuation(Actuations.body(device, 1)));
            }
            assertThat(cluster.metric("gateway_redis_up")).isEqualTo(2);
        }
    }

    @Test
    void aReplicaIsNoLinkFromTheStartAndIsOneOnceItIsPromoted() {
        try (LogWatch log = new LogWatch();
                TestRedis master = TestRedis.start();
                TestRedis replica = TestRedis.start()) {
            follow(replica, master);
            assertThat(refusal(replica.port(), Map.of())).startsWith("is a replica: it accepts no writes");
            try (TestGateway gateway = TestGateway.start(database, fast(replica.port()))) {
                assertThat(gateway.metric("gateway_redis_up")).isZero();
                assertThat(gateway.management("/health/ready").body()).contains("degraded");
                assertThat(log.linesWith("is unavailable: is a replica")).hasSize(1);
                replica.call(redis -> redis.replicaofNoOne());
                await().until(() -> gateway.metric("gateway_redis_up") == 1);
            }
        }
    }

    /** Servers before Redis 6; a server whose role cannot be found out counts as good. */
    @Test
    void aServerThatDoesNotKnowHelloIsAskedForItsRole() {
        String old = "rename-command HELLO \"\"";
        try (TestRedis master = TestRedis.start(old, "rename-command ROLE \"\"");
                TestRedis replica = TestRedis.start(old)) {
            assertThat(check(master.port(), Map.of())).isEqualTo("Redis subscribes, publishes and counts subscribers");
            assertThat(check(replica.port(), Map.of())).isEqualTo("Redis subscribes, publishes and counts subscribers");
            replica.call(redis -> redis.replicaof("127.0.0.1", master.port()));
            assertThat(refusal(replica.port(), Map.of())).startsWith("is a replica: it accepts no writes");
        }
    }

    /** With a stream, the gateway does not wait for the next check: the first refused entry shows it. */
    @Test
    void anEntryThatIsRefusedSinceTheServerWasDemotedEndsTheLink() {
        DeviceIdentity device = database.addDevice("example002", UUID.randomUUID());
        try (TestRedis first = TestRedis.start();
                TestRedis second = TestRedis.start();
                TcpProxy address = TcpProxy.to(first.port())) {
            Map<String, String> settings = new HashMap<>(fast(address.port()));
            settings.put("GATEWAY_REDIS_EVENTS", "connections");
            settings.put("GATEWAY_REDIS_PING_INTERVAL", "1h");
            try (TestGateway gateway = TestGateway.start(database, settings)) {
                address.leadTo(second.port());
                follow(first, second);
                try (Client one = Client.register(gateway, device)) {
                    await().until(() -> gateway.metric("gateway_redis_links_total{outcome=\"done\"}") == 2);
                }
                await().until(() -> second.call(redis -> redis.xlen("connections")) >= 1);
            }
        }
    }

    @Test
    void aSentinelAndANodeOfAClusterAreNamed() throws IOException {
        int port = TestPorts.free();
        RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                .port(port)
                .bind("127.0.0.1")
                .masterName("gateways")
                .masterPort(TestPorts.free())
                .build();
        sentinel.start();
        try (TestRedis node =
                TestRedis.start("cluster-enabled yes", "cluster-config-file " + directory.resolve("nodes.conf"))) {
            assertThat(refusal(port, Map.of())).startsWith("is a Redis Sentinel");
            assertThat(refusal(node.port(), Map.of())).startsWith("is a node of a Redis Cluster");
        } finally {
            sentinel.stop();
        }
    }

    /** Only the stream is affected; the check reports it beforehand. */
    @ParameterizedTest
    @CsvSource({
        "maxmemory 1, 'XADD: OOM command not allowed when used memory > ''maxmemory''.'",
        "min-replicas-to-write 1, XADD: NOREPLICAS Not enough good replicas to write."
    })
    void aServerThatTakesNoWritesForAnotherReasonIsALinkAndNoStream(String setting, String words) {
        try (TestRedis redis = TestRedis.start(setting)) {
            assertThat(refusal(redis.port(), Map.of("GATEWAY_REDIS_EVENTS", "connections")))
                    .isEqualTo(words);
            assertThat(check(redis.port(), Map.of()))
                    .matches("Redis \\d+\\.\\d+\\.\\d+ subscribes, publishes and counts subscribers");
        }
    }

    @Test
    void theRightsThatTheDocumentNamesAreEnoughAndEachIsNeeded() {
        String rights =
                rights("needs `([^`]+)`") + " " + rights("also `([^`]+)`").replace("<key>", "connections");
        try (TestRedis redis = TestRedis.start("acl-pubsub-default resetchannels", "user whole on >secret " + rights)) {
            Map<String, String> settings = user("whole");
            assertThat(check(redis.port(), settings)).endsWith(", and takes entries of connections");
            assertThat(redis.<Long>call(client -> client.exists("connections"))).isZero();

            List<String> each = new ArrayList<>(Arrays.asList(rights.split(" ")));
            each.removeAll(List.of("resetkeys", "-@all"));
            for (String right : each) {
                setUser(redis, "lesser reset on >secret " + rights.replace(" " + right, ""));
                assertThat(refusal(redis.port(), user("lesser")))
                        .as("without %s", right)
                        .containsPattern(
                                "^(SUBSCRIBE|UNSUBSCRIBE|PUBLISH|PUBSUB NUMSUB|XADD): NOPERM .*; the ACL user needs: ");
            }
        }
    }

    private static void setUser(TestRedis redis, String rules) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
        Arrays.stream(rules.split(" ")).forEach(arguments::add);
        redis.call(client -> client.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments));
    }

    private static String rights(String pattern) {
        String line = Documents.lines("docs/clustering.md").stream()
                .filter(each -> each.contains("An ACL user of Redis needs"))
                .findFirst()
                .orElseThrow();
        Matcher found = Pattern.compile(pattern).matcher(line);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static Map<String, String> user(String name) {
        return Map.of(
                "GATEWAY_REDIS_USERNAME",
                name,
                "GATEWAY_REDIS_PASSWORD",
                "secret",
                "GATEWAY_REDIS_EVENTS",
                "connections");
    }

    private static void follow(TestRedis replica, TestRedis master) {
        master.call(redis -> redis.replicaofNoOne());
        replica.call(redis -> redis.replicaof("127.0.0.1", master.port()));
    }

    private static Map<String, String> fast(int port) {
        Map<String, String> settings = new HashMap<>(TestRedis.environment(port));
        settings.put("GATEWAY_REDIS_PING_INTERVAL", "200ms");
        return settings;
    }

    private static String check(int port, Map<String, String> more) {
        return RedisCheck.run(settings(port, more)).block();
    }

    private static String refusal(int port, Map<String, String> more) {
        return FailureDescription.of(catchThrowable(() -> check(port, more)));
    }

    private static RedisSettings settings(int port, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(TestGateway.environment(5432));
        variables.putAll(TestRedis.environment(port));
        variables.putAll(more);
        try {
            return Configuration.read(variables, Path.of("")).neighbours().redis();
        } catch (ConfigurationException unusable) {
            throw new IllegalStateException(unusable);
        }
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.oisp.gateway.it.support.RedisChecks.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.it.support.TestPorts;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.TestRedisCluster;
import org.oisp.gateway.it.support.TestSentinels;

/** Redis over TLS, and with a user that has only the permissions it needs. */
class RedisAccessIT {

    /** As in docs/clustering.md, which {@link RedisRoleIT} checks. */
    private static final String USER =
            "user gateway on >secret-redis resetkeys allchannels -@all +publish +subscribe +unsubscribe +pubsub|numsub";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestRedis redis = TestRedis.start("user default off", USER);

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @TempDir
    private Path directory;

    @Test
    void aUserWithTheRightsThatTheDocumentNamesIsEnoughAlsoOverTls() {
        TestPki pki = new TestPki();
        try (TcpProxy tls = TcpProxy.tls(redis.port(), pki.context(pki.server("redis")));
                TestCluster cluster = TestCluster.start(database, 2, settings(tls, pki))) {
            moves(cluster);
        }
    }

    /** Redis itself ends TLS here, and asks for the clients' certificates, as managed ones do; alone, in a cluster, behind a Sentinel. */
    @Test
    void aCertificateOfTheGatewayIsShown() throws IOException {
        TestPki pki = new TestPki();
        Path files = Files.createDirectories(directory.resolve("redis"));
        TestPki.write(files, pki.server("redis"));
        Path own = Files.createDirectories(directory.resolve("own"));
        TestPki.write(own, pki.client("gateway"));
        int port = TestPorts.free();
        String[] lines = {
            "tls-port " + port,
            "tls-cert-file " + files.resolve("tls.crt"),
            "tls-key-file " + files.resolve("tls.key"),
            "tls-ca-cert-file " + pki.writeAuthority(files.resolve("ca.pem")),
            "tls-auth-clients yes",
            "tls-replication yes",
            "tls-cluster yes",
        };
        Map<String, String> settings = new HashMap<>(TestRedis.environment(port));
        settings.put("GATEWAY_REDIS_TLS", "on");
        settings.put("GATEWAY_REDIS_CA", files.resolve("ca.pem").toString());
        try (TestRedis secure = TestRedis.start(lines)) {
            assertThat(words(settings)).startsWith("no TLS connection: ");
            settings.put("GATEWAY_REDIS_CERTIFICATE", own.resolve("tls.crt").toString());
            settings.put("GATEWAY_REDIS_KEY", own.resolve("tls.key").toString());
            assertThat(words(settings)).endsWith(" subscribes, publishes and counts subscribers");
            try (TestCluster cluster = TestCluster.start(database, 2, settings)) {
                moves(cluster);
            }
            try (TestSentinels one = TestSentinels.overTls(directory, port, lines)) {
                settings.remove("GATEWAY_REDIS_HOST");
                settings.remove("GATEWAY_REDIS_PORT");
                settings.putAll(one.environment());
                assertThat(words(settings)).contains("; 127.0.0.1:" + port + " (the master gateways by Sentinel ");
                settings.put("GATEWAY_REDIS_SENTINEL_TLS", "off");
                assertThat(words(settings)).startsWith("no Sentinel names the master gateways: ");
            }
        }
        settings.keySet().removeIf(name -> name.contains("SENTINEL") || name.contains("MASTER"));
        settings.put("GATEWAY_REDIS_CLUSTER", "127.0.0.1:" + port);
        List<String> node = new ArrayList<>(List.of(lines));
        node.addAll(List.of(
                "cluster-enabled yes",
                "cluster-config-file " + directory.resolve("nodes.conf"),
                "user default off",
                "user admin on nopass +@all ~* &*",
                USER + " "
                        + Documents.lines("docs/clustering.md").stream()
                                .filter(line -> line.contains("At a node of a cluster"))
                                .map(line -> line.replaceAll("[^`]*`([^`]*)`.*", "$1"))
                                .findFirst()
                                .orElseThrow()));
        settings.put("GATEWAY_REDIS_USERNAME", "gateway");
        settings.put("GATEWAY_REDIS_PASSWORD", "secret-redis");
        try (TestRedis secure = TestRedis.start(node.toArray(String[]::new))) {
            secure.callAs("admin", redis -> redis.clusterAddSlots(TestRedisCluster.SLOT));
            assertThat(words(settings)).contains("; 127.0.0.1:" + port + " (the node of slot ");
            try (TestCluster cluster = TestCluster.start(database, 2, settings)) {
                moves(cluster);
            }
            secure.callAs(
                    "admin",
                    redis -> redis.aclSetuser(
                            "gateway",
                            io.lettuce.core.AclSetuserArgs.Builder.removeCommand(
                                    io.lettuce.core.protocol.CommandType.CLUSTER)));
            assertThat(words(settings)).contains("NOPERM").contains("+cluster|nodes +cluster|slots");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotBelieved() {
        TestPki pki = new TestPki();
        TestPki another = new TestPki();
        try (LogWatch log = new LogWatch();
                TcpProxy tls = TcpProxy.tls(redis.port(), another.context(another.server("redis")));
                TestGateway gateway = TestGateway.start(database, settings(tls, pki))) {
            await().until(() -> gateway.metric("gateway_redis_links_total{outcome=\"failed\"}") >= 2);
            assertThat(gateway.metric("gateway_redis_up")).isZero();
            assertThat(log.linesWith("Redis at 127.0.0.1:" + tls.port() + " is unavailable"))
                    .hasSize(1);
            assertThat(log.lines()).noneMatch(line -> line.contains("secret-redis"));
        }
    }

    @Test
    void aWrongPasswordIsSaidAndNotShown() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_REDIS_USERNAME", "gateway");
        settings.put("GATEWAY_REDIS_PASSWORD", "secret-guess");
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(database, settings)) {
            await().until(() -> gateway.metric("gateway_redis_links_total{outcome=\"failed\"}") >= 2);
            assertThat(log.linesWith("is unavailable"))
                    .singleElement()
                    .asString()
                    .contains("WRONGPASS");
            assertThat(log.lines()).noneMatch(line -> line.contains("secret-guess"));
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedByItsName() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_REDIS_TLS", "yes");
        settings.put("GATEWAY_REDIS_PREFIX", "a/b");
        assertThatThrownBy(() -> TestGateway.start(database, settings))
                .rootCause()
                .hasMessageContaining("GATEWAY_REDIS_TLS: \"yes\" is neither on nor off")
                .hasMessageContaining("GATEWAY_REDIS_PREFIX: \"a/b\" is not of 1 to 32");
        settings.put("GATEWAY_REDIS_TLS", "on");
        settings.put("GATEWAY_REDIS_PREFIX", "a");
        settings.put("GATEWAY_REDIS_CA", directory.resolve("none").toString());
        assertThatThrownBy(() -> TestGateway.start(database, settings))
                .rootCause()
                .hasMessageContaining("GATEWAY_REDIS_CA")
                .hasMessageContaining("no such file");
        settings.put(
                "GATEWAY_REDIS_CA",
                TestPki.write(directory.resolve("no.pem"), "no certificate").toString());
        assertThatThrownBy(() -> TestGateway.start(database, settings))
                .rootCause()
                .hasMessageContaining("GATEWAY_REDIS_CA");
    }

    private Map<String, String> settings(TcpProxy tls, TestPki trusted) {
        Map<String, String> settings = new HashMap<>(TestRedis.environment(tls.port()));
        settings.put("GATEWAY_REDIS_USERNAME", "gateway");
        settings.put("GATEWAY_REDIS_PASSWORD", "secret-redis");
        settings.put("GATEWAY_REDIS_TLS", "on");
        settings.put(
                "GATEWAY_REDIS_CA",
                trusted.writeAuthority(directory.resolve("ca.pem")).toString());
        return settings;
    }

    /** Uses all of Redis: subscription, announcement, publication, presence and unsubscription. */
    private void moves(TestCluster cluster) {
        DeviceIdentity namesake = database.addDevice(device.id().value(), UUID.randomUUID());
        String alone = "{\"content\":{\"deviceId\":\"%s\"}}".formatted(namesake.id());
        try (Client older = Client.register(cluster.get(0), device);
                Client newer = Client.register(cluster.get(1), device);
                Client sender = Client.connect(cluster.get(0))) {
            older.expectClose(1000, "Normal connection closure");
            sender.send(Actuations.message(Actuations.body(device, 1)));
            newer.expectText(Replies.actuation(Actuations.body(device, 1)));
            sender.send(Actuations.message(alone));
            newer.expectText(Replies.actuation(alone));
        }
        await().until(() -> cluster.metric("gateway_devices") == 0);
        assertThat(cluster.metric("gateway_redis_links_total{outcome=\"failed\"}"))
                .isZero();
    }
}

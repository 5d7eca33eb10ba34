package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.Scrape;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestNames;
import org.oisp.gateway.it.support.TestRedis;

/** The names of Redis and of the database lead to other addresses: the next connection goes there, whatever the age of the last answer. */
class NameChangeIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String REDIS = "redis.gateway.test";
    private static final String DATABASE = "database.gateway.test";
    /** Where proxies are, at the ports of the servers. */
    private static final String OTHER = "127.0.0.2";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    @TempDir
    private Path home;

    @Test
    void eachConnectionGoesWhereTheNamesLeadNow() throws IOException {
        try (TestNames names = TestNames.serve(home)) {
            assumeTrue(names.canBeUsed(), "needs a mount namespace");
            names.lead(REDIS, OTHER);
            names.lead(DATABASE, OTHER);
            TcpProxy redisWay = TcpProxy.at(OTHER, redis.port());
            TcpProxy databaseWay = TcpProxy.at(OTHER, database.port());
            try (GatewayProcess gateway = GatewayProcess.runWithNames(names, home, environment(), "serve")) {
                Matcher ports = gateway.awaitLine("listening on port (\\d+) for devices and on 127.0.0.1:(\\d+)");
                URI devices = URI.create("ws://127.0.0.1:" + ports.group(1) + "/");
                URI management = URI.create("http://127.0.0.1:" + ports.group(2) + "/");
                awaitBoth(management, devices);

                redisWay.close();
                databaseWay.close();
                await().atMost(TIMEOUT).until(() -> Scrape.value(management, "gateway_redis_up") == 0);
                names.lead(REDIS, "127.0.0.1");
                names.lead(DATABASE, "127.0.0.1");
                awaitBoth(management, devices);

                redisWay = TcpProxy.at(OTHER, redis.port());
                databaseWay = TcpProxy.at(OTHER, database.port());
                names.leadByHostsFile(OTHER, REDIS, DATABASE);
                TcpProxy first = redisWay;
                TcpProxy second = databaseWay;
                // The file is read again once a second at most: a connection of before stays where it is.
                await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(500)).until(() -> {
                    if (!first.isUsed()) {
                        redis.cutAll();
                    }
                    if (!second.isUsed()) {
                        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE application_name = 'oisp-gateway'");
                    }
                    return first.isUsed() && second.isUsed();
                });
                awaitBoth(management, devices);
            } finally {
                redisWay.close();
                databaseWay.close();
            }
        }
    }

    private static void awaitBoth(URI management, URI devices) {
        await().atMost(TIMEOUT)
                .until(() -> Scrape.value(management, "gateway_redis_up") == 1
                        && Scrape.value(management, "gateway_database_up") == 1);
        DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());
        try (Client client = Client.connect(devices)) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
        }
        assertThat(database.binding(device)).isNotNull();
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.putAll(redis.environment());
        environment.put("GATEWAY_REDIS_HOST", REDIS);
        // Each renewal of the lease needs a connection to the database.
        environment.put("GATEWAY_LEASE_INTERVAL", "500ms");
        environment.put(
                "OISP_POSTGRES_CONFIG",
                "{\"dbname\":\"%s\",\"hostname\":\"%s\",\"port\":\"%d\",\"username\":\"postgres\",\"password\":\"\"}"
                        .formatted(TestDatabase.NAME, DATABASE, database.port()));
        // As ./gateway starts every JVM.
        try (var lines = Files.lines(Path.of(System.getProperty("gateway.home"), "jvm.options"))) {
            environment.put(
                    "JAVA_TOOL_OPTIONS",
                    lines.filter(line -> line.startsWith("-Dio.netty.hosts")).collect(Collectors.joining(" ")));
        }
        return environment;
    }
}

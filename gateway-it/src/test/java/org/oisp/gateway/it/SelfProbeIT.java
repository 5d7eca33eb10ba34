package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.config.Configuration;
import reactor.netty.resources.LoopResources;

/** The self-probe: shows whether actuations arrive, and is otherwise invisible. */
class SelfProbeIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path directory;

    @Test
    void isInNoCountAndInNoLog() {
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(database, often())) {
            awaitArrived(gateway, 5);
            for (String gauge : new String[] {
                "gateway_connections", "gateway_devices", "gateway_registrations_under_way", "gateway_mailbox_messages"
            }) {
                assertThat(gateway.metric(gauge)).as(gauge).isZero();
            }
            for (String counter : new String[] {
                "gateway_handshakes_total{outcome=\"accepted\"}",
                "gateway_registrations_total{outcome=\"registered\"}",
                "gateway_actuations_total{outcome=\"accepted\"}",
                "gateway_delivery_seconds_count"
            }) {
                assertThat(gateway.metric(counter)).as(counter).isZero();
            }
            assertThat(log.linesWith("self-probe")).isEmpty();
            assertThat(log.linesWith("registered")).isEmpty();
            assertThat(gateway.management("/api/events?limit=100").body()).doesNotContain("self-probe");
        }
    }

    /** No peer can register as the self-probe: its secret is known to no peer, and counts only from where the probe connects. */
    @Test
    void nobodyElseCanRegisterAsIt() {
        DeviceIdentity real = database.addDevice("self-probe", UUID.randomUUID());
        try (TestGateway gateway = TestGateway.start(database, often());
                Client device = Client.register(gateway, real)) {
            awaitArrived(gateway, 2);
            device.expectNothingElse();
            assertThat(gateway.metric("gateway_devices")).isEqualTo(1);
        }
    }

    @Test
    void itsPlaceIsItsOwnBehindAProxyWithCertificatesAndWhereNoPlaceIsLeft() {
        TestPki pki = new TestPki();
        TestPki.write(directory, pki.server("gateway"));
        Map<String, String> settings = often();
        settings.putAll(TestPki.settings(directory));
        settings.put(
                "GATEWAY_TLS_CLIENT_CA",
                pki.writeAuthority(directory.resolve("ca.pem")).toString());
        settings.put("GATEWAY_TLS_CLIENT_CERTIFICATE", "required");
        settings.put("GATEWAY_PROXY_PROTOCOL", "on");
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1");
        settings.put("GATEWAY_MAX_CONNECTIONS", "1");
        settings.put("GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "1");
        try (TestGateway gateway = TestGateway.start(database, settings)) {
            awaitArrived(gateway, 2);
            assertThat(gateway.metric("gateway_connections")).isZero();
            assertThat(gateway.metric("gateway_self_probe_up")).isEqualTo(1);
        }
    }

    @Test
    void whileTheEventLoopsDeliverNothingTheGatewayIsNotReadyAndThenItIsAgain() throws Exception {
        Map<String, String> settings = new HashMap<>(TestGateway.environment(database.port()));
        settings.putAll(often());
        settings.put("GATEWAY_SELF_PROBE_TIMEOUT", "1s");
        GatewayServer server = new GatewayServer(Configuration.read(settings, Path.of("")));
        GatewayServer.Running running = server.start().block(TIMEOUT);
        try (LogWatch log = new LogWatch()) {
            await().until(() -> ready(running).equals("{\"status\":\"up\"}"));
            CountDownLatch stuck = new CountDownLatch(1);
            Set<Object> loops = new HashSet<>();
            EventLoopGroup group = loops(server).onServer(true);
            group.forEach(loop -> {
                if (loops.add(loop)) {
                    loop.execute(() -> {
                        try {
                            stuck.await();
                        } catch (InterruptedException stop) {
                            Thread.currentThread().interrupt();
                        }
                    });
                }
            });
            try {
                await().until(() -> ready(running).startsWith("{\"status\":\"self-probe\",\"reason\":\"no "));
            } finally {
                stuck.countDown();
            }
            await().until(() -> ready(running).equals("{\"status\":\"up\"}"));
            // Logged more than once if a slow machine delays later probes, too.
            assertThat(log.linesWith("self-test failed")).isNotEmpty();
            assertThat(log.linesWith("self-test succeeds again")).isNotEmpty();
        } finally {
            running.stop().block(TIMEOUT);
        }
    }

    private static LoopResources loops(GatewayServer server) throws ReflectiveOperationException {
        return (LoopResources) field(field(server, "sessions"), "socketLoops");
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static String ready(GatewayServer.Running gateway) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + gateway.managementPort() + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Map<String, String> often() {
        return new HashMap<>(Map.of("GATEWAY_SELF_PROBE_INTERVAL", "50ms", "GATEWAY_SELF_PROBE_TIMEOUT", "30s"));
    }

    private static void awaitArrived(TestGateway gateway, int atLeast) {
        await().until(() -> gateway.metric("gateway_self_probe_seconds_count{outcome=\"done\"}") >= atLeast);
    }
}

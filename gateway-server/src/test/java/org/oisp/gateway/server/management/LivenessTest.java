package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.server.accept.AcceptorEvents;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.management.http.ManagementEvents;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/** Tests whether a gateway reports itself alive, by its background tasks. */
class LivenessTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private volatile String lost;
    private volatile boolean warmingUp;
    private final List<String> dead = new CopyOnWriteArrayList<>();
    private final LoopResources loops = LoopResources.create("test", 1, true);
    private final DisposableServer server = new ManagementServer(
                    new ManagementSettings(
                            "127.0.0.1",
                            0,
                            new ConnectionSettings(TIMEOUT, TIMEOUT, TIMEOUT, 8, 8),
                            false,
                            null,
                            new PresenceSettings(TIMEOUT, 1),
                            new LiveSettings(1, 1, TIMEOUT)),
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                    new ManagedComponents(
                            new HealthIndicators(
                                    () -> dead,
                                    () -> true,
                                    () -> warmingUp,
                                    () -> Mono.just(true),
                                    () -> false,
                                    List::of,
                                    () -> lost),
                            new InstanceControls(new NoDrain(), null),
                            null,
                            null,
                            "me",
                            null,
                            null),
                    loops,
                    new ManagementEvents(new SimpleMeterRegistry()),
                    new AcceptorEvents(new SimpleMeterRegistry(), "management"))
            .bind()
            .block(TIMEOUT);

    @AfterEach
    void close() {
        server.disposeNow();
        loops.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
    }

    @Test
    void saysWhichBackgroundTasksAreDownAndIsAliveAgainWithThem() throws Exception {
        expect(200, "{\"status\":\"up\"}");
        dead.addAll(List.of("bindings", "lease"));
        expect(503, "{\"status\":\"down\",\"tasks\":[\"bindings\",\"lease\"]}");
        dead.clear();
        expect(200, "{\"status\":\"up\"}");
    }

    @Test
    void isNotReadyWhileItsOwnActuationsDoNotArriveAndSaysHowFarTheyCome() throws Exception {
        expect("/health/ready", 200, "{\"status\":\"up\"}");
        lost = "no \"handshake\"";
        expect("/health/ready", 503, "{\"status\":\"self-probe\",\"reason\":\"no \\\"handshake\\\"\"}");
        expect(200, "{\"status\":\"up\"}");
        lost = null;
        expect("/health/ready", 200, "{\"status\":\"up\"}");
    }

    @Test
    void isNotReadyWhileItWarmsUpAndSaysWhy() throws Exception {
        warmingUp = true;
        expect(
                "/health/ready",
                503,
                "{\"status\":\"warming up\",\"reason\":\"it rehearses registrations on itself before devices are sent here, for"
                        + " GATEWAY_WARM_UP at most; a device that comes all the same is served and ends this\"}");
        expect(200, "{\"status\":\"up\"}");
        warmingUp = false;
        expect("/health/ready", 200, "{\"status\":\"up\"}");
    }

    /** A drain that no operator has requested. */
    private static final class NoDrain implements DrainControl {
        @Override
        public void request() {}

        @Override
        public boolean isUnderWay() {
            return false;
        }

        @Override
        public DrainProgress progress() {
            throw new UnsupportedOperationException();
        }
    }

    private void expect(int status, String body) throws Exception {
        expect("/health/live", status, body);
    }

    private void expect(String path, int status, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .timeout(TIMEOUT)
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
    }
}

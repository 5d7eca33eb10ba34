package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.operations.presence.DatabaseAwayException;
import org.oisp.gateway.server.management.http.ManagementEvents;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** Tests which handler answers a request, over a real socket. */
class RouteTableTest {

    private static final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static DisposableServer server;

    @BeforeAll
    static void start() {
        RouteTable routeTable = new RouteTable(
                        (path, request, response) -> path.equals("/api/secret")
                                ? response.status(403).send()
                                : null,
                        new ManagementEvents(meters))
                .get("/api/throws", (request, response) -> {
                    throw new IllegalStateException("a defect");
                })
                .get("/fails", (request, response) -> Mono.error(new IllegalStateException("a defect")))
                .get(
                        "/half",
                        (request, response) -> response.sendString(Flux.concat(
                                Mono.just("half"),
                                Mono.error(new IllegalStateException("a defect"))
                                        .delaySubscription(Duration.ofMillis(1))
                                        .cast(String.class))))
                .get("/api/both", (request, response) -> JsonAnswer.error(response, HttpResponseStatus.OK, "got"))
                .and(HttpMethod.PUT, (request, response) -> response.status(202).send())
                .get("/api/secret", (request, response) -> response.send());
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(routeTable::answer)
                .bindNow();
    }

    @AfterAll
    static void stop() {
        server.disposeNow();
    }

    @ParameterizedTest
    @CsvSource({"/api/throws, '{\"error\":\"an internal error of the gateway: see its log\"}'", "/fails, ''"})
    void aDefectIsCalledOne(String path, String body) throws Exception {
        double before = meters.counter("gateway.management.defects").count();
        HttpResponse<String> answer = ask("GET", path);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(meters.counter("gateway.management.defects").count()).isEqualTo(before + 1);
    }

    @Test
    void aDefectBehindHalfAnAnswerIsCountedAndTheHalfIsNotTakenForTheWhole() {
        double before = meters.counter("gateway.management.defects").count();
        assertThatThrownBy(() -> ask("GET", "/half")).isInstanceOf(IOException.class);
        assertThat(meters.counter("gateway.management.defects").count()).isEqualTo(before + 1);
    }

    @Test
    void whatIsNoDefectSaysWhatIsMissing() {
        StepVerifier.create(ApiAnswer.failure(new DatabaseAwayException(new IllegalStateException("gone"))))
                .assertNext(answer -> {
                    assertThat(answer.status().code()).isEqualTo(503);
                    assertThat(answer.json()).contains("the database does not answer");
                })
                .verifyComplete();
        StepVerifier.create(ApiAnswer.failure(new RejectedExecutionException()))
                .assertNext(answer -> assertThat(answer.json()).contains("GATEWAY_PRESENCE_REQUESTS"))
                .verifyComplete();
        StepVerifier.create(ApiAnswer.failure(new IllegalStateException("a defect")))
                .verifyError(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/both, 200, ",
        "HEAD, /api/both, 200, ",
        "PUT, /api/both, 202, ",
        "OPTIONS, /api/both, 204, 'GET, HEAD, OPTIONS, PUT'",
        "POST, /api/both, 405, 'GET, HEAD, OPTIONS, PUT'",
        "BREW, /api/both, 405, 'GET, HEAD, OPTIONS, PUT'",
        "HEAD, /fails, 500, ",
        "GET, /api/secret, 403, ",
        "OPTIONS, /api/secret, 403, ",
        "GET, /api/both/, 404, ",
        "OPTIONS, /nothing, 404, "
    })
    void everyMethodHasItsAnswer(String method, String path, int status, String allowed) throws Exception {
        HttpResponse<String> answer = ask(method, path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("allow").orElse(null)).isEqualTo(allowed);
        assertThat(answer.headers().firstValue("content-security-policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("x-frame-options")).hasValue("DENY");
        if (method.equals("HEAD")) {
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/both?x=/y", "/api/both#part"})
    void thePathIsWhatStandsBeforeTheQuery(String target) throws Exception {
        assertThat(ask("GET", target).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> ask(String method, String target) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Access control of the management port's API. */
class ApiIT {

    private static final String PASSWORD = "s3cret of operators";

    private static final TestDatabase database = TestDatabase.shared();

    @Test
    void takesThePasswordAndCountsWhoHasAnother(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(
                        database,
                        Map.of(
                                "GATEWAY_MANAGEMENT_HOST",
                                "0.0.0.0",
                                "GATEWAY_MANAGEMENT_PASSWORD_FILE",
                                file.toString()))) {
            HttpResponse<String> nobody = get(gateway, null);
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(nobody.headers().firstValue("www-authenticate"))
                    .hasValue("Basic realm=\"gateway\", charset=\"UTF-8\"");
            assertThat(nobody.body()).startsWith("{\"error\":\"").contains("GATEWAY_MANAGEMENT_PASSWORD");
            assertThat(get(gateway, "operator:wrong").statusCode()).isEqualTo(401);
            assertThat(post(gateway, "admin:" + PASSWORD).statusCode()).isEqualTo(401);
            assertThat(get(gateway, "operator:" + PASSWORD).body()).contains("\"serving\"");
            assertThat(gateway.metric("gateway_api_refusals_total{reason=\"no_credentials\"}"))
                    .isEqualTo(1);
            assertThat(gateway.metric("gateway_api_refusals_total{reason=\"wrong_credentials\"}"))
                    .isEqualTo(2);
            assertThat(log.lines())
                    .noneMatch(line -> line.contains(PASSWORD) || line.contains("wrong:"))
                    .anyMatch(line -> line.matches(
                            "WARN peer=127\\.0\\.0\\.1:\\d+ request to the API refused: wrong_credentials"));

            assertThat(post(gateway, "operator:" + PASSWORD).statusCode()).isEqualTo(202);
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void isClosedWhereOthersCanConnectAndThereIsNoPassword() {
        try (TestGateway gateway = TestGateway.start(database, Map.of("GATEWAY_MANAGEMENT_HOST", "0.0.0.0"))) {
            HttpResponse<String> refused = gateway.post("/api/drain");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).startsWith("{\"error\":\"set GATEWAY_MANAGEMENT_PASSWORD");
            assertThat(gateway.management("/api/anything").statusCode()).isEqualTo(403);
            assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
            assertThat(gateway.management("/health/live").statusCode()).isEqualTo(200);
            assertThat(gateway.management("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aWebPageCannotUseABrowserOnThisMachine() {
        try (TestGateway gateway = TestGateway.start(database)) {
            RawRequest drain = RawRequest.plain("POST /api/drain HTTP/1.1").with("Content-Length: 0");
            assertThat(head(gateway, drain.with("Host: rebound.example:5001"))).startsWith("HTTP/1.1 403 ");
            assertThat(head(gateway, drain.with("Host: 127.0.0.1:5001").with("Origin: https://evil.example")))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(head(gateway, drain.with("Host: 127.0.0.1:5001").with("Origin: null")))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(gateway.management("/api/drain").body()).contains("\"serving\"");
            assertThat(gateway.metric("gateway_api_refusals_total{reason=\"foreign_host\"}"))
                    .isEqualTo(1);
            assertThat(gateway.metric("gateway_api_refusals_total{reason=\"foreign_origin\"}"))
                    .isEqualTo(2);

            // Reads are refused, too, since each would take a viewer's place.
            RawRequest live = RawRequest.plain("GET /api/live HTTP/1.1").with("Host: 127.0.0.1:5001");
            assertThat(head(gateway, live.with("Origin: https://evil.example"))).startsWith("HTTP/1.1 403 ");
            for (String site : List.of("cross-site", "same-site")) {
                RawRequest framed = live.with("Sec-Fetch-Site: " + site)
                        .with("Sec-Fetch-Mode: navigate")
                        .with("Sec-Fetch-Dest: iframe");
                assertThat(head(gateway, framed)).startsWith("HTTP/1.1 403 ");
                assertThat(head(gateway, framed.withLine("GET / HTTP/1.1"))).startsWith("HTTP/1.1 403 ");
                assertThat(head(gateway, framed.withLine("GET / HTTP/1.1").with("Sec-Fetch-Dest: document")))
                        .startsWith("HTTP/1.1 200 ");
            }
            assertThat(head(gateway, live.with("Host: [::1]evil.example"))).startsWith("HTTP/1.1 400 ");
            assertThat(gateway.metric("gateway_live_viewers")).isZero();
            for (String path : List.of("/", "/assets/main.js", "/api/events", "/api/nothing", "/health/live", "/x")) {
                assertThat(gateway.management(path).headers().firstValue("content-security-policy"))
                        .as(path)
                        .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
            }

            assertThat(head(gateway, drain.with("Host: 127.0.0.1:5001").with("Origin: http://127.0.0.1:5001")))
                    .startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void saysInJsonThatThereIsNoSuchThing() {
        try (TestGateway gateway = TestGateway.start(database)) {
            HttpResponse<String> answer = gateway.management("/api/nothing");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"no such resource\"}");
        }
    }

    private static String head(TestGateway gateway, RawRequest request) {
        try (RawSocket socket = RawSocket.connect(gateway.managementPort())) {
            socket.send(request);
            return socket.readHead();
        }
    }

    private static HttpResponse<String> get(TestGateway gateway, String credentials)
            throws IOException, InterruptedException {
        return send(gateway, credentials, "GET");
    }

    private static HttpResponse<String> post(TestGateway gateway, String credentials)
            throws IOException, InterruptedException {
        return send(gateway, credentials, "POST");
    }

    private static HttpResponse<String> send(TestGateway gateway, String credentials, String method)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.managementPort() + "/api/drain"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (credentials != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Clients of the management port can neither keep the database from the devices nor exhaust the process with connections. */
@Tag("storm")
class ManagementLoadIT {

    private static final int MANY = 100;
    /** Timeout of a database query. */
    private static final Duration QUESTION = Duration.ofSeconds(2);

    @Test
    void thoseWhoAskTogetherWhetherTheDatabaseAnswersCostItOneQuestion() {
        try (TestDatabase database = TestDatabase.start();
                TestGateway gateway =
                        TestGateway.start(database, Map.of("GATEWAY_QUERY_TIMEOUT", QUESTION.toMillis() + "ms"))) {
            long begun = System.nanoTime();
            database.freeze();
            try {
                assertThat(readiness(gateway)).hasSize(MANY).containsOnly(503);
            } finally {
                database.thaw();
            }
            // Probes run one at a time, and each runs until its timeout, however slow the machine is.
            double questions = (System.nanoTime() - begun) / (double) QUESTION.toNanos() + 1;
            assertThat(gateway.metric("gateway_database_seconds_count{operation=\"probe\",outcome=\"failed\"}"))
                    .isBetween(1.0, questions);
            await().until(() -> gateway.management("/health/ready").statusCode() == 200);
            try (Client device = Client.register(gateway, database.addDevice("device", UUID.randomUUID()))) {
                device.expectNothingElse();
            }
        }
    }

    private static int[] readiness(TestGateway gateway) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.managementPort() + "/health/ready"))
                .build();
        return IntStream.range(0, MANY)
                .mapToObj(i -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .mapToInt(HttpResponse::statusCode)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GET /health/live HTTP/1.1\r\nHost: x\r\n",
                "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void aConnectionWithoutAWholeRequestIsClosed(String sent) throws IOException {
        try (TestGateway gateway =
                        TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_MANAGEMENT_IDLE_TIMEOUT", "200ms"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.managementPort())) {
            socket.setSoTimeout((int) Client.TIMEOUT.toMillis());
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            // Reads to the end: a complete request is answered first.
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer.startsWith("HTTP/1.1 200")).isEqualTo(sent.endsWith("\r\n\r\n"));
        }
    }
}

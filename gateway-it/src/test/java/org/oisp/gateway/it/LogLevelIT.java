package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.LogLines;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** {@code /api/log-level}: changes the log level of a running gateway. */
class LogLevelIT {

    @AutoClose
    private static final TestGateway gateway =
            TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_ADVERTISED_SERVER", "log-level-it:5000"));

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private LogLines log;

    @BeforeEach
    void watch() {
        log = new LogLines();
    }

    @AfterEach
    void restore() throws Exception {
        put("{\"level\":\"info\"}");
        log.close();
    }

    @Test
    void changesWhatIsLoggedAndLogsThat() throws Exception {
        assertThat(gateway.management("/api/log-level").body()).isEqualTo("{\"level\":\"info\",\"until\":null}");
        HttpResponse<String> changed = put("{\"level\":\"debug\"}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("{\"level\":\"debug\",\"until\":null}");
        assertThat(log.lines()).contains("log level is debug until it is changed");
        RawSocket.open(gateway.port()).close();
        await().untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.endsWith(" handshake accepted")));
    }

    @Test
    void comesBackByItself() throws Exception {
        long before = System.currentTimeMillis();
        String body = put("{\"level\":\"trace\",\"for\":\"300ms\"}").body();
        assertThat(body).matches("\\{\"level\":\"trace\",\"until\":\\d+}");
        assertThat(Long.parseLong(body.replaceAll(".*:(\\d+)}", "$1"))).isBetween(before, before + 60_000);
        await().untilAsserted(
                        () -> assertThat(gateway.management("/api/log-level").body())
                                .isEqualTo("{\"level\":\"info\",\"until\":null}"));
        assertThat(log.lines()).contains("log level is trace for 300ms", "log level is info again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "debug",
                "{\"level\":\"loud\"}",
                "{\"level\":7}",
                "{\"level\":\"debug\",\"for\":\"soon\"}",
                "{\"level\":\"debug\",\"for\":5}",
                "{\"level\":\"debug\",\"For\":\"10m\"}",
                "{\"level\":\"debug\"} and more"
            })
    void saysWhatItCannotDo(String body) throws Exception {
        HttpResponse<String> refused = put(body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"error\":\"").doesNotContain("loud");
        assertThat(gateway.management("/api/log-level").body()).contains("\"info\"");
    }

    @Test
    void readsNoLongBody() throws Exception {
        assertThat(put("{\"level\":\"debug\"" + " ".repeat(100_000) + "}").statusCode())
                .isEqualTo(413);
    }

    private static HttpResponse<String> put(String body) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + "/api/log-level"))
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

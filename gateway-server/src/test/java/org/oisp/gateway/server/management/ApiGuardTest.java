package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.server.management.ApiGuard.ApiArea;
import org.oisp.gateway.server.management.http.ApiRefusal;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.secret.Password;

/** Tests who may use the API, judged by the request's headers. */
class ApiGuardTest {

    private static final String PASSWORD = "pässword:with a colon";
    private static final String SENDER_PASSWORD = "a sender's";

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5001", "LOCALHOST", "127.0.0.1:5001", "127.1.2.3", "[::1]:5001", "[::1]"})
    void onLoopbackItTakesThisMachinesNames(String host) {
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.POST, host(host), ApiArea.OTHER))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example:5001",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "[::2]",
                "[::1",
                "[::1]evil.example",
                "[::1]:5001.evil.example",
                "[::1%25x]",
                "[[::1]]",
                "[localhost]",
                "::1",
                "localhost:evil.example",
                "localhost:5001:5001",
                "localhost:5001@evil.example",
                "evil.example@localhost",
                "localhost, evil.example",
                "127.0.0.1:80/evil.example"
            })
    void onLoopbackItTakesNoOtherNames(String host) {
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.POST, host(host), ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_HOST);
        assertThat(unprotected("localhost").judge(HttpMethod.GET, host(host), ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_HOST);
    }

    @Test
    void onLoopbackARequestHasOneHost() {
        HttpHeaders none = new DefaultHttpHeaders();
        assertThat(unprotected("::1").judge(HttpMethod.GET, none, ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_HOST);
        HttpHeaders two = host("localhost").add("Host", "evil.example");
        assertThat(unprotected("::1").judge(HttpMethod.GET, two, ApiArea.OTHER)).isEqualTo(ApiRefusal.FOREIGN_HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "gateway.example"})
    void elsewhereThereIsNothingWithoutAPassword(String boundTo) {
        assertThat(unprotected(boundTo).judge(HttpMethod.GET, host("localhost"), ApiArea.OTHER))
                .isEqualTo(ApiRefusal.NO_PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:5001, localhost:5001",
        "http://localhost, localhost:80",
        "https://ops.example, ops.example",
        "https://ops.example:443, ops.example",
        "HTTPS://OPS.example, ops.EXAMPLE"
    })
    void takesWhatItsOwnPagesSend(String origin, String host) {
        HttpHeaders headers = host(host).add("Origin", origin).add("Authorization", basic("operator", PASSWORD));
        assertThat(guarded("0.0.0.0").judge(HttpMethod.POST, headers, ApiArea.OTHER))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example, localhost:5001",
        "null, localhost:5001",
        "http://localhost:8080, localhost:5001",
        "http://localhost:5001.evil.example, localhost:5001",
        "ftp://localhost:5001, localhost:5001",
        "localhost:5001, localhost:5001"
    })
    void takesNoChangesFromOtherPages(String origin, String host) {
        HttpHeaders headers = host(host).add("Origin", origin);
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.POST, headers, ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.DELETE, headers, ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        headers.add("Authorization", basic("operator", PASSWORD));
        assertThat(guarded("127.0.0.1").judge(HttpMethod.POST, headers, ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        // Reads are refused, too: they could take something from others, such as a viewer's seat.
        assertThat(guarded("127.0.0.1").judge(HttpMethod.GET, headers, ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(guarded("127.0.0.1").judge(HttpMethod.GET, headers, ApiArea.PAGE))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "Same-Origin", "", "unheard-of"})
    void takesNothingThatABrowserFetchesForAnotherPlace(String site) {
        HttpHeaders headers = host("localhost:5001").add("Sec-Fetch-Site", site).add("Sec-Fetch-Mode", "no-cors");
        assertThat(judge(HttpMethod.GET, headers, ApiArea.OTHER)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(judge(HttpMethod.OPTIONS, headers, ApiArea.OTHER)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(judge(HttpMethod.GET, headers, ApiArea.PAGE)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void takesWhatABrowserFetchesForItsOwnPage(String site) {
        HttpHeaders headers = host("localhost:5001").add("Sec-Fetch-Site", site);
        assertThat(judge(HttpMethod.GET, headers, ApiArea.OTHER)).isNull();
        assertThat(judge(HttpMethod.GET, headers, ApiArea.PAGE)).isNull();
        assertThat(judge(HttpMethod.GET, headers.add("Sec-Fetch-Site", site), ApiArea.OTHER))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
    }

    @Test
    void aLinkOfAnotherPlaceLeadsToThePageOnlyAndIntoNoFrame() {
        HttpHeaders link = host("localhost:5001")
                .add("Sec-Fetch-Site", "cross-site")
                .add("Sec-Fetch-Mode", "navigate")
                .add("Sec-Fetch-Dest", "document");
        assertThat(judge(HttpMethod.GET, link, ApiArea.PAGE)).isNull();
        assertThat(judge(HttpMethod.GET, link, ApiArea.OTHER)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(judge(HttpMethod.POST, link, ApiArea.PAGE)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(judge(HttpMethod.GET, link.set("Sec-Fetch-Dest", "iframe"), ApiArea.PAGE))
                .isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
    }

    private static @Nullable ApiRefusal judge(HttpMethod method, HttpHeaders headers, ApiArea area) {
        return unprotected("127.0.0.1").judge(method, headers, area);
    }

    @Test
    void takesTheOperatorWithThePasswordByWhateverName() {
        HttpHeaders headers = host("gateway.example").add("Authorization", basic("operator", PASSWORD));
        assertThat(guarded("0.0.0.0").judge(HttpMethod.POST, headers, ApiArea.OTHER))
                .isNull();
        HttpHeaders lower =
                host("x").add("Authorization", basic("operator", PASSWORD).replace("Basic", "basic"));
        assertThat(guarded("0.0.0.0").judge(HttpMethod.GET, lower, ApiArea.OTHER))
                .isNull();
    }

    @Test
    void asksForCredentialsOnLoopbackTooIfThereIsAPassword() {
        assertThat(guarded("127.0.0.1").judge(HttpMethod.GET, host("localhost"), ApiArea.OTHER))
                .isEqualTo(ApiRefusal.NO_CREDENTIALS);
    }

    @Test
    void takesNoOtherCredentials() {
        for (String value : new String[] {
            basic("operator", "wrong"),
            basic("Operator", PASSWORD),
            basic("operator", ""),
            "Basic",
            "Basic !!!",
            "Basic " + Base64.getEncoder().encodeToString("operator".getBytes(StandardCharsets.UTF_8)),
            "Bearer " + basic("operator", PASSWORD).substring(6)
        }) {
            assertThat(guarded("0.0.0.0").judge(HttpMethod.GET, host("x").add("Authorization", value), ApiArea.OTHER))
                    .as(value)
                    .isEqualTo(ApiRefusal.WRONG_CREDENTIALS);
        }
        HttpHeaders twice =
                host("x").add("Authorization", basic("operator", PASSWORD)).add("Authorization", "x");
        assertThat(guarded("0.0.0.0").judge(HttpMethod.GET, twice, ApiArea.OTHER))
                .isEqualTo(ApiRefusal.WRONG_CREDENTIALS);
    }

    @Test
    void takesSendersForActuationsOnly() {
        HttpHeaders sender = host("gateway.example").add("Authorization", basic("sender", SENDER_PASSWORD));
        for (ApiGuard guard : List.of(guarded("0.0.0.0"), unprotected("0.0.0.0"), unprotected("127.0.0.1"))) {
            assertThat(guard.isSender(sender)).isTrue();
            assertThat(guard.judge(HttpMethod.POST, sender, ApiArea.ACTUATIONS)).isNull();
            assertThat(guard.judge(HttpMethod.GET, sender, ApiArea.ACTUATIONS)).isNull();
            assertThat(guard.judge(HttpMethod.GET, sender, ApiArea.OTHER)).isNotNull();
            assertThat(guard.judge(HttpMethod.GET, sender, ApiArea.PAGE)).isNotNull();
            HttpHeaders page = sender.copy().add("Origin", "https://evil.example");
            assertThat(guard.judge(HttpMethod.POST, page, ApiArea.ACTUATIONS)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
            HttpHeaders wrong = host("gateway.example").add("Authorization", basic("sender", PASSWORD));
            assertThat(guard.judge(HttpMethod.POST, wrong, ApiArea.ACTUATIONS)).isNotNull();
        }
        HttpHeaders operator = host("x").add("Authorization", basic("operator", PASSWORD));
        assertThat(guarded("0.0.0.0").judge(HttpMethod.POST, operator, ApiArea.ACTUATIONS))
                .isNull();
        assertThat(guarded("0.0.0.0").isSender(operator)).isFalse();
        assertThat(guarded("0.0.0.0").isSender(host("x"))).isFalse();
    }

    private static ApiGuard unprotected(String boundTo) {
        return guard(boundTo, null);
    }

    private static ApiGuard guarded(String boundTo) {
        return guard(boundTo, new Password(PASSWORD));
    }

    private static ApiGuard guard(String boundTo, @Nullable Password password) {
        return new ApiGuard(
                new ManagementSettings(
                        boundTo,
                        0,
                        new ConnectionSettings(
                                Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(5), 8, 8),
                        false,
                        password,
                        new PresenceSettings(Duration.ofSeconds(1), 1),
                        new LiveSettings(1, 1, Duration.ofSeconds(1))),
                new Credentials("sender", SENDER_PASSWORD)::admit);
    }

    private static HttpHeaders host(String host) {
        return new DefaultHttpHeaders().add("Host", host);
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}

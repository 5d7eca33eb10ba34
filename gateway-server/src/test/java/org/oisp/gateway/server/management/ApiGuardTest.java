package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.events.ApiRefusal;
import org.oisp.gateway.live.LiveSettings;
import org.oisp.gateway.presence.PresenceSettings;
import org.oisp.gateway.server.secret.Password;

/** Who may use the API, by what a request says of itself. */
class ApiGuardTest {

    private static final String PASSWORD = "pässword:with a colon";

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5001", "LOCALHOST", "127.0.0.1:5001", "127.1.2.3", "[::1]:5001", "[::1]"})
    void onLoopbackItTakesThisMachinesNames(String host) {
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.POST, host(host))).isNull();
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
                "[::1"
            })
    void onLoopbackItTakesNoOtherNames(String host) {
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.POST, host(host))).isEqualTo(ApiRefusal.FOREIGN_HOST);
        assertThat(unprotected("localhost").judge(HttpMethod.GET, host(host))).isEqualTo(ApiRefusal.FOREIGN_HOST);
    }

    @Test
    void onLoopbackARequestHasOneHost() {
        HttpHeaders none = new DefaultHttpHeaders();
        assertThat(unprotected("::1").judge(HttpMethod.GET, none)).isEqualTo(ApiRefusal.FOREIGN_HOST);
        HttpHeaders two = host("localhost").add("Host", "evil.example");
        assertThat(unprotected("::1").judge(HttpMethod.GET, two)).isEqualTo(ApiRefusal.FOREIGN_HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "gateway.example"})
    void elsewhereThereIsNothingWithoutAPassword(String boundTo) {
        assertThat(unprotected(boundTo).judge(HttpMethod.GET, host("localhost")))
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
        assertThat(guarded("0.0.0.0").judge(HttpMethod.POST, headers)).isNull();
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
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.POST, headers)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(unprotected("127.0.0.1").judge(HttpMethod.DELETE, headers)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        headers.add("Authorization", basic("operator", PASSWORD));
        assertThat(guarded("127.0.0.1").judge(HttpMethod.POST, headers)).isEqualTo(ApiRefusal.FOREIGN_ORIGIN);
        assertThat(guarded("127.0.0.1").judge(HttpMethod.GET, headers)).isNull();
    }

    @Test
    void takesTheOperatorWithThePasswordByWhateverName() {
        HttpHeaders headers = host("gateway.example").add("Authorization", basic("operator", PASSWORD));
        assertThat(guarded("0.0.0.0").judge(HttpMethod.POST, headers)).isNull();
        HttpHeaders lower =
                host("x").add("Authorization", basic("operator", PASSWORD).replace("Basic", "basic"));
        assertThat(guarded("0.0.0.0").judge(HttpMethod.GET, lower)).isNull();
    }

    @Test
    void asksForCredentialsOnLoopbackTooIfThereIsAPassword() {
        assertThat(guarded("127.0.0.1").judge(HttpMethod.GET, host("localhost")))
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
            assertThat(guarded("0.0.0.0").judge(HttpMethod.GET, host("x").add("Authorization", value)))
                    .as(value)
                    .isEqualTo(ApiRefusal.WRONG_CREDENTIALS);
        }
        HttpHeaders twice =
                host("x").add("Authorization", basic("operator", PASSWORD)).add("Authorization", "x");
        assertThat(guarded("0.0.0.0").judge(HttpMethod.GET, twice)).isEqualTo(ApiRefusal.WRONG_CREDENTIALS);
    }

    private static ApiGuard unprotected(String boundTo) {
        return guard(boundTo, null);
    }

    private static ApiGuard guarded(String boundTo) {
        return guard(boundTo, new Password(PASSWORD));
    }

    private static ApiGuard guard(String boundTo, @Nullable Password password) {
        return new ApiGuard(new ManagementSettings(
                boundTo,
                0,
                Duration.ofSeconds(60),
                false,
                password,
                new PresenceSettings(Duration.ofSeconds(1), 1),
                new LiveSettings(1, Duration.ofSeconds(1))));
    }

    private static HttpHeaders host(String host) {
        return new DefaultHttpHeaders().add("Host", host);
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}

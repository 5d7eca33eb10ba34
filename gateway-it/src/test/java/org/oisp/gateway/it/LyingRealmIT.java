package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.ErrorLog;
import org.oisp.gateway.it.support.Realm;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** Whatever a realm answers to a request for its keys, the known keys stay in use and nothing else changes. */
class LyingRealmIT {

    private static final String FETCHED = "gateway_token_key_fetches_total{outcome=\"done\"}";
    private static final String FAILED = "gateway_token_key_fetches_total{outcome=\"failed\"}";
    private static final RSAPublicKey FOREIGN = (RSAPublicKey) TestKeys.FOREIGN.getPublic();
    private static final int MAX_BYTES = 20_000;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final Realm realm = new Realm("first");

    private static TestGateway gateway;

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("device", account);

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(realm.variables());
        variables.put("GATEWAY_KEYCLOAK_REFRESH", "100ms");
        variables.put("GATEWAY_KEYCLOAK_RETRY", "100ms");
        variables.put("GATEWAY_KEYCLOAK_TIMEOUT", "1s");
        variables.put("GATEWAY_KEYCLOAK_MAX_BYTES", Integer.toString(MAX_BYTES));
        variables.put("GATEWAY_KEYCLOAK_MAX_KEYS", "10");
        gateway = TestGateway.start(database, variables);
        await().until(() -> gateway.metric("gateway_token_keys") == 1);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> lies() {
        String foreign = Realm.jwk("foreign", FOREIGN);
        return Stream.of(
                lie("a page", body(200, "<!DOCTYPE html><html><body>Sign in</body></html>")),
                lie("nothing", body(200, "")),
                lie("no content", body(204, "")),
                lie("an error", body(500, "{\"error\":\"unknown_error\"}")),
                lie("not found", body(404, "{\"error\":\"Realm does not exist\"}")),
                lie("keys with an error", body(503, "{\"keys\":[" + foreign + "]}")),
                lie("a redirect to itself", redirect(realm.issuer() + "/protocol/openid-connect/certs")),
                lie("a redirect elsewhere", redirect("http://127.0.0.1:1/certs")),
                lie("no keys", body(200, "{\"keys\":[]}")),
                lie("half a document", body(200, "{\"keys\":[" + foreign)),
                lie("two documents", body(200, "{\"keys\":[" + foreign + "]}{\"keys\":[]}")),
                lie(
                        "a document that is too long",
                        body(200, "{\"keys\":[" + foreign + "],\"x\":\"" + "x".repeat(MAX_BYTES) + "\"}")),
                lie("a document without end", LyingRealmIT::endless),
                lie("a document that trickles", LyingRealmIT::trickle),
                lie("less than it announced", exchange -> {
                    exchange.sendResponseHeaders(200, 10_000);
                    exchange.getResponseBody().write("{\"keys\":[".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    throw new IOException("cut");
                }),
                lie(
                        "too many keys",
                        body(
                                200,
                                IntStream.range(0, 11)
                                        .mapToObj(i -> Realm.jwk("k" + i, FOREIGN))
                                        .collect(Collectors.joining(",", "{\"keys\":[", "]}")))),
                lie("deep nesting", body(200, "{\"keys\":" + "[".repeat(9_000) + "]".repeat(9_000) + "}")),
                lie(
                        "a secret",
                        body(
                                200,
                                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"first\",\"alg\":\"HS256\",\"k\":\""
                                        + "A".repeat(43) + "\"}]}")),
                lie("a private key", body(200, "{\"keys\":[" + withPrivateHalf() + "]}")),
                lie(
                        "two keys of one id",
                        body(
                                200,
                                "{\"keys\":[" + Realm.jwk("first", FOREIGN) + ","
                                        + Realm.jwk("first", (RSAPublicKey) TestKeys.OURS.getPublic()) + "]}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void whatIsNoSetOfKeysChangesNothing(String what, HttpHandler lie) {
        try (ErrorLog errors = new ErrorLog()) {
            double failed = gateway.metric(FAILED);
            realm.says(lie);
            try {
                await().until(() -> gateway.metric(FAILED) >= failed + 2);
                assertThat(gateway.metric("gateway_token_keys")).isEqualTo(1);
                answers(realm.token("first", device), Replies.REGISTERED);
                answers(realm.token("first", TestKeys.FOREIGN, device), Replies.INVALID_TOKEN);
            } finally {
                realm.isItselfAgain();
            }
            double fetched = gateway.metric(FETCHED);
            await().until(() -> gateway.metric(FETCHED) > fetched);
            assertThat(errors.lines()).isEmpty();
        }
    }

    /** A set with good and bad keys: the gateway uses the good ones. */
    @Test
    void onlyTheGoodKeysOfASetCount() {
        RSAPublicKey first = (RSAPublicKey) realm.pair("first").getPublic();
        String good = Realm.jwk("first", first) + "," + Realm.jwk("second", first);
        realm.says(body(
                200,
                "{\"keys\":[null,5,{}," + good + "," + withPrivateHalf()
                        + ",{\"kty\":\"oct\",\"kid\":\"mac\",\"k\":\"AAAA\"}," + Realm.jwk("twice", first) + ","
                        + Realm.jwk("twice", FOREIGN) + "]}"));
        try {
            await().until(() -> gateway.metric("gateway_token_keys") == 2);
            answers(realm.token("first", device), Replies.REGISTERED);
            answers(realm.token("leaked", TestKeys.FOREIGN, device), Replies.INVALID_TOKEN);
            answers(realm.token("twice", TestKeys.FOREIGN, device), Replies.INVALID_TOKEN);
        } finally {
            realm.isItselfAgain();
        }
        await().until(() -> gateway.metric("gateway_token_keys") == 1);
    }

    private void answers(String token, String reply) {
        try (Client client = Client.connect(gateway)) {
            client.send(Client.registration("device", token));
            client.expectText(reply);
        }
    }

    private static Arguments lie(String what, HttpHandler handler) {
        return Arguments.of(what, handler);
    }

    private static HttpHandler body(int status, String body) {
        return exchange -> Realm.answer(exchange, status, body);
    }

    private static HttpHandler redirect(String to) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            Realm.answer(exchange, 302, "");
        };
    }

    private static void endless(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] part = "{\"keys\":[],\"x\":\"".getBytes(StandardCharsets.UTF_8);
            // Ends when the gateway closes the connection.
            while (true) {
                out.write(part);
                out.flush();
                part = "x".repeat(5_000).getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    /** Answers a byte every 50 ms, without end. */
    private static void trickle(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(' ');
                out.flush();
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static String withPrivateHalf() {
        byte[] exponent = ((RSAPrivateKey) TestKeys.FOREIGN.getPrivate())
                .getPrivateExponent()
                .toByteArray();
        String jwk = Realm.jwk("leaked", FOREIGN);
        return jwk.substring(0, jwk.length() - 1) + ",\"d\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(exponent) + "\"}";
    }
}

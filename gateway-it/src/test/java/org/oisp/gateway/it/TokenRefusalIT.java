package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.Tokens;

/** PROTOCOL.md, "Messages to the server": a registration whose token or device id is invalid in itself. */
class TokenRefusalIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();

    static Stream<Arguments> tokens() {
        return Stream.of(
                token("missing", device -> null),
                token("null", device -> "null"),
                token("a number", device -> "5"),
                token("true", device -> "true"),
                token("an object", device -> "{\"a\":" + quoted(TestKeys.token(device)) + "}"),
                token("in an array", device -> "[" + quoted(TestKeys.token(device)) + "]"),
                token("empty", device -> "\"\""),
                token("no token", device -> "\"x\""),
                token("two dots", device -> "\"..\""),
                token("too long", device -> quoted(TestKeys.token(device) + "A".repeat(50_000))),
                token("cut short", device -> quoted(TestKeys.token(device).substring(0, 300))),
                token(
                        "expired",
                        device -> quoted(Tokens.signed(Tokens.claims(
                                device.id().value(),
                                "[{\"id\":\"" + device.account() + "\"}]",
                                Tokens.in(Duration.ofSeconds(-5)))))),
                token(
                        "not valid yet",
                        device -> quoted(Tokens.signed("{\"nbf\":%d,%s"
                                .formatted(
                                        Tokens.in(Duration.ofHours(1)).getEpochSecond(),
                                        claims(device).substring(1))))),
                token("ends at a text", device -> with(device, "\"exp\":\"1893456000\"")),
                token("ends at null", device -> with(device, "\"exp\":null")),
                token("begins at a text", device -> with(device, "\"nbf\":\"0\"")),
                token("padded", device -> quoted(TestKeys.token(device) + "==")),
                token("an empty list of what is critical", device -> header(device, "{\"alg\":\"RS256\",\"crit\":[]}")),
                token("a payload that is no base64", device -> header(device, "{\"alg\":\"RS256\",\"b64\":false}")),
                token(
                        "signed by another key",
                        device -> quoted(Tokens.signed(Tokens.RS256, claims(device), TestKeys.FOREIGN.getPrivate()))),
                token("alg none", device -> quoted(Tokens.unsigned(claims(device)))),
                token(
                        "HS256 with the public key",
                        device -> quoted(Tokens.signedWithThePublicKey(claims(device), TestKeys.OURS.getPublic()))),
                token("a header without alg", device -> header(device, "{\"typ\":\"JWT\"}")),
                token("alg is a number", device -> header(device, "{\"alg\":256}")),
                token("alg RS384", device -> header(device, "{\"alg\":\"RS384\"}")),
                token("a critical extension", device -> header(device, "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}")),
                token("critical is a number", device -> header(device, "{\"alg\":\"RS256\",\"crit\":7}")),
                token("a header that is no object", device -> header(device, "[1]")),
                token("a header of nesting", device -> header(device, "[".repeat(5_000))),
                token("claims that are no object", device -> quoted(Tokens.signed("[]"))),
                token("claims that are no JSON", device -> quoted(Tokens.signed("x"))),
                token(
                        "sub of another device",
                        device -> quoted(Tokens.signed(Tokens.claims(device.id() + "x", device.account())))),
                token(
                        "sub in other case",
                        device -> quoted(
                                Tokens.signed(Tokens.claims(device.id().value().toUpperCase(), device.account())))),
                token(
                        "sub missing",
                        device -> quoted(Tokens.signed("{\"accounts\":[{\"id\":\"" + device.account() + "\"}]}"))));
    }

    private static Arguments token(String what, Function<DeviceIdentity, String> json) {
        return Arguments.of(what, json);
    }

    private static String claims(DeviceIdentity device) {
        return Tokens.claims(device.id().value(), device.account());
    }

    private static String with(DeviceIdentity device, String claim) {
        String claims = claims(device);
        return quoted(Tokens.signed(claims.substring(0, claims.length() - 1) + "," + claim + "}"));
    }

    private static String header(DeviceIdentity device, String header) {
        return quoted(Tokens.signed(header, claims(device), TestKeys.OURS.getPrivate()));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokens")
    void refusesTheTokenThatIs(String what, Function<DeviceIdentity, String> json) {
        DeviceIdentity device = database.addDevice("example001", account);
        String token = json.apply(device);
        Client.expectRefusal(
                gateway,
                "{\"type\":\"device\",\"deviceId\":\"example001\"%s}"
                        .formatted(token == null ? "" : ",\"deviceToken\":" + token),
                Replies.INVALID_TOKEN,
                1008,
                "Policy violation");
        assertThat(database.binding(device)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"deviceId\":null", ",\"deviceId\":5", ",\"deviceId\":[\"5\"]", ",\"deviceId\":\"\""})
    void refusesADeviceIdThatIsNoText(String deviceId) {
        String token = Tokens.signed(Tokens.claims("5", account));
        Client.expectRefusal(
                gateway,
                "{\"type\":\"device\"%s,\"deviceToken\":\"%s\"}".formatted(deviceId, token),
                Replies.INVALID_TOKEN,
                1008,
                "Policy violation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[null]", "{}", "5", "\"\"", "true"})
    void callsATokenWithoutAccountsAWrongMessageAsTheOriginalThrowsThere(String accounts) {
        String token = Tokens.signed(Tokens.claims("example001", accounts, Tokens.in(Duration.ofHours(1))));
        Client.expectRefusal(
                gateway, Client.registration("example001", token), Replies.WRONG_FORMAT, 1003, "Unprocessable input");
    }

    @Test
    void callsATokenWithoutTheClaimAWrongMessage() {
        String token = Tokens.signed("{\"sub\":\"example001\"}");
        Client.expectRefusal(
                gateway, Client.registration("example001", token), Replies.WRONG_FORMAT, 1003, "Unprocessable input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{}]",
                "[{\"id\":\"\"}]",
                "[{\"id\":null}]",
                "[{\"id\":0}]",
                "[{\"id\":false}]",
                "[5]",
                "\"text\""
            })
    void refusesAnAccountThatIsNoTruth(String accounts) {
        String token = Tokens.signed(Tokens.claims("example001", accounts, Tokens.in(Duration.ofHours(1))));
        Client.expectRefusal(
                gateway, Client.registration("example001", token), Replies.INVALID_TOKEN, 1008, "Policy violation");
    }
}

package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;

/** PROTOCOL.md, "Messages to the server": malformed messages, unknown messages, and pings. */
class MessagesIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    static Stream<String> malformed() {
        return Stream.of(
                "",
                " ",
                "null",
                " null ",
                "x",
                "ping",
                "undefined",
                "NaN",
                "{",
                "}",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"}}",
                "{\"type\":\"ping\",}",
                "{'type':'ping'}",
                "{type:\"ping\"}",
                "{\"type\":\"ping\"}{\"type\":\"ping\"}",
                "{\"type\":\"ping\"}\n{\"type\":\"ping\"}",
                "{\"type\":\"ping\"} x",
                "1 2",
                "01",
                "\"a\nb\"",
                "\"\\x\"",
                "/**/{\"type\":\"ping\"}",
                "\uFEFF{\"type\":\"ping\"}",
                "\uFEFF",
                "\u00A0{\"type\":\"ping\"}",
                "{\"type\":\"actuation\"}",
                "{\"type\":\"actuation\",\"credentials\":null,\"body\":{\"content\":{}}}");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void answers401ToWhatIsNoMessageAndCloses(String text) {
        try (Client client = Client.connect(gateway)) {
            client.send(text);
            client.expectText(Replies.WRONG_FORMAT);
            client.expectClose(1003, "Unprocessable input");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "{\"type\":\"ping\"}{}"})
    void answers401ToARegisteredDeviceTooAndReleasesIt(String text) {
        try (Client client = Client.register(gateway, device)) {
            client.send(text);
            client.expectText(Replies.WRONG_FORMAT);
            client.expectClose(1003, "Unprocessable input");
            await().until(() -> !database.binding(device).connected());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"type\":\"ping\"}", "\0\1\2"})
    void answers401ToABinaryMessageWhateverItHolds(String content) {
        try (Client client = Client.connect(gateway)) {
            client.sendBinary(content.getBytes(StandardCharsets.UTF_8));
            client.expectText(Replies.WRONG_FORMAT);
            client.expectClose(1003, "Unprocessable input");
        }
    }

    @Test
    void answersNothingBehindAMalformedMessage() {
        double dropped = gateway.metric("gateway_drops_total{reason=\"malformed_message\"}");
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text("x"), RawFrame.text("{\"type\":\"ping\"}"));
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectClose(1003, "Unprocessable input");
            peer.expectEnd();
        }
        assertThat(gateway.metric("gateway_drops_total{reason=\"malformed_message\"}"))
                .isEqualTo(dropped + 1);
    }

    static Stream<String> unknown() {
        return Stream.of(
                "1",
                "-0.5e-7",
                "\"x\"",
                "\"\"",
                "true",
                "false",
                "[]",
                "[{\"type\":\"ping\"}]",
                "{}",
                " {\t}\r\n",
                "{\"type\":null}",
                "{\"type\":1}",
                "{\"type\":[\"ping\"]}",
                "{\"type\":{\"type\":\"ping\"}}",
                "{\"type\":\"\"}",
                "{\"type\":\"DEVICE\"}",
                "{\"type\":\"Ping\"}",
                "{\"type\":\" ping\"}",
                "{\"type\":\"ping\\u0000\"}",
                "{\"Type\":\"ping\"}",
                "{\"deviceId\":\"example001\",\"deviceToken\":\"x\"}",
                "{\"body\":{\"content\":null}}",
                "{\"type\":\"pong\"}",
                "{\"x\":{\"type\":\"ping\"}}");
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void answersNothingToATypeThatItDoesNotKnow(String text) {
        try (Client client = Client.connect(gateway)) {
            client.send(text);
            client.expectNothingElse();
        }
    }

    @Test
    void answersNothingToUnknownTypesOfARegisteredDevice() {
        try (Client client = Client.register(gateway, device)) {
            unknown().forEach(client::send);
            client.expectNothingElse();
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\"}",
                " {\n\"type\" :\t\"ping\" } ",
                "{\"type\":\"ping\",\"x\":[1,{\"y\":null}],\"deviceId\":5}",
                "{\"x\":1e999,\"type\":\"ping\"}",
                "{\"\\u0074ype\":\"p\\u0069ng\"}",
                "{\"type\":\"ping\",\"😀\":\"\\ud800\"}",
                "{\"type\":\"device\",\"deviceId\":\"x\",\"type\":\"ping\"}",
                "{\"type\":5,\"type\":\"ping\"}"
            })
    void answersAPingBeforeAndAfterRegistration(String ping) {
        try (Client client = Client.connect(gateway)) {
            client.send(ping);
            client.expectText(Replies.PONG);
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            client.send(ping);
            client.expectText(Replies.PONG);
        }
    }

    @Test
    void answersEachOfManyPings() {
        try (Client client = Client.connect(gateway)) {
            for (int i = 0; i < 1_000; i++) {
                client.send("{\"type\":\"ping\"}");
            }
            for (int i = 0; i < 1_000; i++) {
                client.expectText(Replies.PONG);
            }
            client.expectNothingElse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\",\"type\":\"x\"}",
                "{\"type\":\"ping\",\"type\":null}",
                "{\"type\":\"ping\",\"type\":{\"type\":\"ping\"}}"
            })
    void ofDuplicateKeysTheLastCounts(String text) {
        try (Client client = Client.connect(gateway)) {
            client.send(text);
            client.expectNothingElse();
        }
    }

    @Test
    void ofDuplicateKeysOfARegistrationTheLastCounts() {
        try (Client client = Client.connect(gateway)) {
            client.send("""
                    {"deviceToken":"x","deviceId":"nobody","type":"ping","deviceId":"example001","deviceToken":"%s","type":"device"}
                    """.formatted(TestKeys.token(device)));
            client.expectText(Replies.REGISTERED);
            client.send("""
                    {"type":"device","deviceId":"example001","deviceToken":"%s","deviceToken":null}
                    """.formatted(TestKeys.token(device)));
            client.expectText(Replies.INVALID_TOKEN);
            client.expectClose(1008, "Policy violation");
        }
    }

    @Test
    void aRegistrationMayHaveMoreKeysInAnyOrder() {
        try (Client client = Client.connect(gateway)) {
            client.send("""
                    {"x":{"type":"ping"}, "deviceToken":"%s", "deviceId":"ex\\u0061mple001", "accountId":5, "type":"device"}
                    """.formatted(TestKeys.token(device)));
            client.expectText(Replies.REGISTERED);
        }
    }
}

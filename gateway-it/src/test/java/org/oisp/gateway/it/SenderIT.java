package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "Messages to the server", the lines of {@code type: actuation}: who may send, and what the sender receives. */
class SenderIT {

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("example001", account);

    static Stream<String> wrongCredentials() {
        String good = "{'username':'%s','password':'%s'}".formatted(TestGateway.USERNAME, TestGateway.PASSWORD);
        return Stream.of(
                        good.replace(TestGateway.PASSWORD, "wrong"),
                        good.replace(TestGateway.PASSWORD, ""),
                        good.replace(TestGateway.PASSWORD, TestGateway.PASSWORD + " "),
                        good.replace(TestGateway.PASSWORD, TestGateway.PASSWORD + "\\u0000"),
                        good.replace(TestGateway.PASSWORD, TestGateway.PASSWORD.toUpperCase()),
                        good.replace(TestGateway.USERNAME, "wrong"),
                        good.replace(TestGateway.USERNAME, ""),
                        good.replace(TestGateway.USERNAME, TestGateway.PASSWORD),
                        "{'username':'%s'}".formatted(TestGateway.USERNAME),
                        "{'password':'%s'}".formatted(TestGateway.PASSWORD),
                        "{'username':null,'password':null}",
                        good.replace("'}", "','password':null}"),
                        "{'username':['%s'],'password':['%s']}".formatted(TestGateway.USERNAME, TestGateway.PASSWORD),
                        "{'Username':'%s','Password':'%s'}".formatted(TestGateway.USERNAME, TestGateway.PASSWORD),
                        "{'credentials':" + good + "}",
                        "[" + good + "]",
                        "{}",
                        "[]",
                        "5",
                        "true",
                        "false",
                        "0",
                        "''",
                        "'" + TestGateway.PASSWORD + "'")
                .map(credentials -> credentials.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("wrongCredentials")
    void deliversAndAnswersNothingForWrongCredentials(String credentials) {
        double refused = outcome("wrong_credentials");
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(message(credentials, Actuations.body(device, 1)));
            // The gateway checks the credentials first, as the original does: only a sender learns that a body is bad.
            sender.send(message(credentials, "null"));
            sender.send("{\"type\":\"actuation\",\"credentials\":" + credentials + "}");
            sender.expectNothingElse();
            client.expectNothingElse();
        }
        assertThat(outcome("wrong_credentials")).isEqualTo(refused + 3);
    }

    static Stream<String> malformed() {
        String good = Actuations.CREDENTIALS;
        return Stream.of(
                "{\"type\":\"actuation\",\"body\":{\"content\":{}}}",
                "{\"type\":\"actuation\",\"credentials\":null,\"body\":{\"content\":{}}}",
                "{\"type\":\"actuation\",\"credentials\":" + good + ",\"credentials\":null,\"body\":{\"content\":{}}}",
                "{\"type\":\"actuation\",\"credentials\":" + good + "}",
                message(good, "null"),
                message(good, "{}"),
                message(good, "{\"content\":null}"),
                message(good, "{\"content\":{},\"content\":null}"),
                message(good, "{\"Content\":{}}"),
                message(good, "{\"body\":{\"content\":{}}}"),
                message(good, "5"),
                message(good, "\"content\""),
                message(good, "[]"),
                message(good, "[{\"content\":{}}]"),
                message(good, "true"),
                message(good, "{\"content\":{}},\"body\":null"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void answers401WhereTheOriginalThrows(String text) {
        try (Client sender = Client.connect(gateway)) {
            sender.send(text);
            sender.expectText(Replies.WRONG_FORMAT);
            sender.expectClose(1003, "Unprocessable input");
        }
    }

    @Test
    void countsABodyThatIsMissing() {
        double malformed = outcome("malformed");
        try (Client sender = Client.connect(gateway)) {
            sender.send(message(Actuations.CREDENTIALS, "null"));
            sender.expectText(Replies.WRONG_FORMAT);
        }
        assertThat(outcome("malformed")).isEqualTo(malformed + 1);
    }

    @Test
    void aRegisteredDeviceMaySendToAnother() {
        DeviceIdentity other = database.addDevice("example002", account);
        try (Client client = Client.register(gateway, device);
                Client neighbour = Client.register(gateway, other)) {
            client.send(Actuations.message(Actuations.body(other, 1)));
            neighbour.expectText(Replies.actuation(Actuations.body(other, 1)));
            neighbour.send(Actuations.message(Actuations.body(device, 2)));
            client.expectText(Replies.actuation(Actuations.body(device, 2)));
            client.expectNothingElse();
            neighbour.expectNothingElse();
        }
    }

    @Test
    void aRegisteredDeviceMaySendToItself() {
        try (Client client = Client.register(gateway, device)) {
            for (int i = 0; i < 1_000; i++) {
                client.send(Actuations.message(Actuations.body(device, i)));
            }
            for (int i = 0; i < 1_000; i++) {
                client.expectText(Replies.actuation(Actuations.body(device, i)));
            }
            client.expectNothingElse();
        }
    }

    @Test
    void aSenderMaySendToDevicesBeforeItRegistersOne() {
        DeviceIdentity other = database.addDevice("example002", account);
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(device, 1)));
            sender.send(Client.registration(other));
            sender.send(Actuations.message(Actuations.body(device, 2)));
            client.expectText(Replies.actuation(Actuations.body(device, 1)));
            client.expectText(Replies.actuation(Actuations.body(device, 2)));
            sender.expectText(Replies.REGISTERED);
        }
    }

    @Test
    void theTimesOfDeliveriesAreMeasured() {
        double before = gateway.metric("gateway_delivery_seconds_count");
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            for (int i = 0; i < 10; i++) {
                sender.send(Actuations.message(Actuations.body(device, i)));
                client.expectText(Replies.actuation(Actuations.body(device, i)));
            }
        }
        await().until(() -> gateway.metric("gateway_delivery_seconds_count") == before + 10);
    }

    private static String message(String credentials, String body) {
        return "{\"type\":\"actuation\",\"credentials\":" + credentials + ",\"body\":" + body + "}";
    }

    private static double outcome(String outcome) {
        return gateway.metric("gateway_actuations_total{outcome=\"" + outcome + "\"}");
    }
}

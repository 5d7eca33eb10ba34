package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "What the original does badly": the gateway closes a socket that never sends anything after a deadline. */
class FirstMessageIT {

    private static final String SAID_NOTHING = "gateway_drops_total{reason=\"no_first_message\"}";

    private static final TestDatabase database = TestDatabase.shared();

    @Test
    void closesAConnectionThatSaysNothing() {
        try (TestGateway gateway = gateway("20s");
                Client client = Client.connect(gateway)) {
            client.expectClose(1008, "Policy violation");
            assertThat(gateway.metric(SAID_NOTHING)).isEqualTo(1);
            await().until(() -> gateway.metric("gateway_connections") == 0);
        }
    }

    @Test
    void aPeerThatAnswersPingsHasNotSaidAnything() {
        try (TestGateway gateway = gateway("100ms");
                Client client = Client.connect(gateway)) {
            Client.Event next = client.next();
            while (next.equals(new Client.Event.Ping(0))) {
                next = client.next();
            }
            assertThat(next).isEqualTo(new Client.Event.Closed(1008, "Policy violation"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "5", "{\"type\":\"ping\"}", "{\"type\":\"x\"}"})
    void keepsAConnectionThatHasSaidAnything(String text) {
        try (TestGateway gateway = gateway("20s");
                RawSocket talker = RawSocket.open(gateway)) {
            talker.sendText(text);
            if (text.contains("ping")) {
                talker.readFrame();
            }
            try (Client silent = Client.connect(gateway)) {
                // Its deadline is the later one.
                silent.expectClose(1008, "Policy violation");
            }
            talker.expectNothingElse();
            assertThat(gateway.metric(SAID_NOTHING)).isEqualTo(1);
        }
    }

    @Test
    void keepsADevice() {
        DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());
        try (TestGateway gateway = gateway("20s");
                Client client = Client.register(gateway, device)) {
            try (Client silent = Client.connect(gateway)) {
                silent.expectClose(1008, "Policy violation");
            }
            client.expectNothingElse();
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    private static TestGateway gateway(String pingInterval) {
        return TestGateway.start(
                database, Map.of("GATEWAY_FIRST_MESSAGE_TIMEOUT", "1s", "GATEWAY_PING_INTERVAL", pingInterval));
    }
}

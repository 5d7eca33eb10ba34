package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.session.SessionSettings;

/** PROTOCOL.md, "WebSocket level": the gateway pings a silent peer, and drops it without an answer; any pong or data counts as life. */
class KeepaliveIT {

    private static final String SILENT = "gateway_drops_total{reason=\"silent_peer\"}";
    private static final int ROUNDS = 5;

    private static final TestDatabase database = TestDatabase.shared();
    // A grace that lets a test on a slow machine answer in time.
    @AutoClose
    private static final TestGateway gateway = start("10s");

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    private static TestGateway start(String grace) {
        return TestGateway.start(database, Map.of("GATEWAY_PING_INTERVAL", "200ms", "GATEWAY_PING_GRACE", grace));
    }

    @Test
    void theTimesOfTheContractAreTheDefaults() throws ConfigurationException {
        SessionSettings defaults = Configuration.read(TestGateway.production(5432), Path.of(""))
                .peers()
                .sessions();
        assertThat(defaults.pingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(defaults.pingGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.firstMessage()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void pingsAPeerAndKeepsItAsLongAsItAnswers() {
        try (Client client = Client.register(gateway, device)) {
            for (int i = 0; i < ROUNDS; i++) {
                // The JDK's client answers pings by itself.
                assertThat(client.next()).isEqualTo(new Client.Event.Ping(0));
            }
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    @Test
    void dropsAPeerThatAnswersNothingAndClearsItsRow() {
        try (TestGateway strict = start("300ms");
                RawSocket peer = RawSocket.open(strict)) {
            peer.register(device);
            peer.expectPing();
            // No second ping, no close frame: the gateway cuts the connection.
            peer.expectCut();
            await().until(() -> !database.binding(device).connected());
            assertThat(strict.metric(SILENT)).isEqualTo(1);
            assertThat(strict.metric("gateway_devices")).isZero();
        }
    }

    @Test
    void dropsAPeerThatHasStoppedAnswering() {
        try (TestGateway strict = start("1s");
                RawSocket peer = RawSocket.open(strict)) {
            peer.register(device);
            for (int i = 0; i < 2; i++) {
                peer.expectPing();
                peer.send(RawFrame.of(RawFrame.PONG, ""));
            }
            peer.expectPing();
            peer.expectCut();
            await().until(() -> !database.binding(device).connected());
        }
    }

    @Test
    void dropsASenderThatAnswersNothing() {
        try (TestGateway strict = start("300ms");
                RawSocket peer = RawSocket.open(strict)) {
            peer.expectNothingElse();
            peer.expectPing();
            peer.expectCut();
            assertThat(strict.metric(SILENT)).isEqualTo(1);
        }
    }

    @Test
    void aPongWithAnyPayloadIsLife() {
        expectThatItIsLife(peer -> peer.send(RawFrame.of(RawFrame.PONG, "asked for by nobody")));
    }

    @Test
    void dataIsLife() {
        expectThatItIsLife(peer -> peer.sendText("{}"));
    }

    @Test
    void aFragmentIsLife() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.register(device);
            peer.expectPing();
            peer.send(RawFrame.text("{").unfinished());
            for (int i = 0; i < ROUNDS; i++) {
                peer.expectPing();
                peer.send(RawFrame.of(RawFrame.CONTINUATION, " ").unfinished());
            }
            peer.send(RawFrame.of(RawFrame.CONTINUATION, "}"));
            peer.expectNothingElse();
        }
    }

    @Test
    void aPartOfAFrameIsLife() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.register(device);
            byte[] frame = RawFrame.text("{\"a\":1}").bytes();
            for (byte next : frame) {
                peer.expectPing();
                peer.send(next);
            }
            peer.expectNothingElse();
        }
    }

    private interface Life {
        void give(RawSocket peer);
    }

    private void expectThatItIsLife(Life life) {
        double dropped = gateway.metric(SILENT);
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.register(device);
            for (int i = 0; i < ROUNDS; i++) {
                peer.expectPing();
                life.give(peer);
            }
            peer.expectNothingElse();
            assertThat(database.binding(device).connected()).isTrue();
            assertThat(gateway.metric(SILENT)).isEqualTo(dropped);
        }
    }
}

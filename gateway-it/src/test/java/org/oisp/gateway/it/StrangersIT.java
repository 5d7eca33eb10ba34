package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Strangers, each with its own address, misbehave repeatedly. A device and a sender at another address are served throughout. */
class StrangersIT {

    private static final String FLOODS = "gateway_drops_total{reason=\"flood\"}";
    private static final String REFUSAL = "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n"
            + "X-WebSocket-Reject-Reason: This address has misbehaved too often of late.\r\nRetry-After: 30\r\n\r\n";
    private static final int MAX = 20;

    /** More attempts than any of them may make before it is turned away. */
    private static final int ATTEMPTS = 1_000;

    private static final Map<String, String> STRICT = strict();
    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database, STRICT);

    private static final DeviceIdentity device = database.addDevice("polite", UUID.randomUUID());

    @AutoClose
    private static final Client served = Client.register(gateway, device);

    @AutoClose
    private static final Client sender = Client.connect(gateway);

    private static int sent;

    private final LogWatch log = new LogWatch();

    private static Map<String, String> strict() {
        Map<String, String> settings = new HashMap<>();
        for (String what : List.of(
                "ADDRESS_WRONG_TOKENS",
                "ADDRESS_WRONG_CREDENTIALS",
                "ADDRESS_ABANDONED_CONNECTIONS",
                "ADDRESS_SLOW_HANDSHAKES",
                "ADDRESS_FAILED_TLS",
                "ADDRESS_MALFORMED_MESSAGES",
                "ADDRESS_UNREGISTERED",
                "CONNECTION_PINGS",
                "CONNECTION_SMALL_FRAGMENTS",
                "CONNECTION_WRONG_CREDENTIALS",
                "LIMITED_HANDSHAKES")) {
            settings.put("GATEWAY_" + what, "" + MAX);
        }
        settings.put("GATEWAY_EXEMPT_ADDRESSES", "127.0.9.0/24");
        settings.put("GATEWAY_FLOOD_TIME", "500ms");
        settings.put("GATEWAY_HANDSHAKE_TIMEOUT", "2s");
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.8.1");
        return settings;
    }

    @BeforeEach
    void othersAreServed() {
        serve();
    }

    @AfterEach
    void othersAreServedStill() {
        serve();
        assertThat(log.linesWith("address=127.0.0.1 ")).isEmpty();
        assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                .isZero();
        log.close();
    }

    private static void serve() {
        for (int i = 0; i < 20; i++) {
            sender.send(Actuations.message(Actuations.body(device, ++sent)));
            served.expectText(Replies.actuation(Actuations.body(device, sent)));
        }
    }

    /** The count of earlier tests. */
    private final double floods = gateway.metric(FLOODS);

    @Test
    void wrongTokensAreAnsweredAsEverAndThenTheirAddressIsLimitedAndBanned() {
        attackUntilBanned("127.0.1.1", stranger -> {
            stranger.sendText(Client.registration("polite", "no token"));
            stranger.expectText(Replies.INVALID_TOKEN);
            stranger.expectCloseAndEnd(1008, "Policy violation");
        });
        assertNamed("127.0.1.1", "wrong tokens");
    }

    @Test
    void malformedMessagesAreAnsweredAsEverAndThenTheirAddressIsLimitedAndBanned() {
        attackUntilBanned("127.0.1.2", stranger -> {
            stranger.sendText("{");
            stranger.expectText(Replies.WRONG_FORMAT);
            stranger.expectCloseAndEnd(1003, "Unprocessable input");
        });
        assertNamed("127.0.1.2", "malformed messages or frames");
    }

    @Test
    void handshakesThatLeaveHaveTheirAddressLimitedAndBanned() {
        attackUntilBanned("127.0.1.3", stranger -> {});
        assertNamed("127.0.1.3", "connections without a message");
    }

    @Test
    void connectionsThatLeaveBeforeTheirHandshakeHaveTheirAddressLimitedAndBanned() {
        for (int i = 0;
                i < ATTEMPTS && log.linesWith("address=127.0.1.4 is banned: ").isEmpty();
                i++) {
            RawSocket.connectFrom("127.0.1.4", gateway.port()).close();
        }
        await().atMost(Client.TIMEOUT)
                .until(() -> !log.linesWith("address=127.0.1.4 is banned: ").isEmpty());
        assertNamed("127.0.1.4", "connections without a message");
        serve();
    }

    @Test
    void slowHandshakesHaveTheirAddressLimited() {
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i <= MAX; i++) {
            slow.add(RawSocket.connectFrom("127.0.1.5", gateway.port()));
            slow.get(i).send("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        serve();
        slow.forEach(stranger -> assertThat(stranger.readHead()).startsWith("HTTP/1.1 408 "));
        slow.forEach(RawSocket::close);
        assertThat(log.linesWith("address=127.0.1.5 is limited: 21 handshakes that timed out"))
                .hasSize(1);
    }

    @Test
    void aConnectionOfWrongCredentialsIsReadMoreSlowlyAndClosedAndNamed() {
        String wrong = Actuations.message(Actuations.body(device, "wrong")).replace(TestGateway.PASSWORD, "wrong");
        assertFloodEnds("127.0.1.6", RawFrame.text(wrong), "actuations with wrong credentials");
        assertThat(log.linesWith("address=127.0.1.6 is limited: 21 actuations with wrong credentials"))
                .hasSize(1);
    }

    @Test
    void aConnectionOfPingsIsReadMoreSlowlyAndClosedAndNamed() {
        assertFloodEnds("127.0.1.7", RawFrame.ping("x"), "pings or meaningless messages");
    }

    @Test
    void aConnectionOfMessagesWithoutAMeaningIsReadMoreSlowlyAndClosedAndNamed() {
        assertFloodEnds("127.0.1.8", RawFrame.text("{}"), "pings or meaningless messages");
    }

    @Test
    void aConnectionOfSmallFragmentsIsReadMoreSlowlyAndClosedAndNamed() {
        try (RawSocket stranger = RawSocket.connectFrom("127.0.1.9", gateway.port())) {
            stranger.send(RawRequest.handshake());
            stranger.expectUpgrade();
            stranger.send(RawFrame.text("x").unfinished());
            flood(stranger, RawFrame.of(RawFrame.CONTINUATION, "x").unfinished());
            assertFloodEnds("127.0.1.9", stranger, "fragments of a few bytes");
        }
    }

    @Test
    void aPeerThatFloodsAndStopsGoesOnAsIfNothingHadBeen() {
        RawFrame[] burst = IntStream.range(0, MAX + 20)
                .mapToObj(i -> RawFrame.ping("" + i))
                .toArray(RawFrame[]::new);
        try (RawSocket hasty = RawSocket.connectFrom("127.0.1.10", gateway.port())) {
            hasty.send(RawRequest.handshake());
            hasty.expectUpgrade();
            hasty.send(burst);
            for (int i = 0; i < burst.length; i++) {
                hasty.expectPong(("" + i).getBytes(StandardCharsets.UTF_8));
            }
            hasty.sendText(Actuations.message(Actuations.body(device, ++sent)));
            served.expectText(Replies.actuation(Actuations.body(device, sent)));
        }
        assertThat(log.linesWith("peer=127.0.1.10:")).anyMatch(line -> line.contains("is read more slowly"));
    }

    @Test
    void connectionsWithoutADeviceAreClosedPastTheirBoundAndASenderStays() {
        Map<String, String> settings = new HashMap<>(STRICT);
        settings.put("GATEWAY_PING_INTERVAL", "300ms");
        settings.put("GATEWAY_PING_GRACE", "60s");
        try (TestGateway watchful = TestGateway.start(database, settings);
                Client honest = Client.connect(watchful)) {
            honest.send(Actuations.message(Actuations.body(device, "for nobody")));
            List<RawSocket> strangers = new ArrayList<>();
            boolean accepted = true;
            // On a slow machine the gateway checks the first ones before the last has connected, so the last may be
            // refused.
            for (int i = 0; i < 2 * MAX && accepted; i++) {
                RawSocket stranger = RawSocket.connectFrom("127.0.1.11", watchful.port());
                strangers.add(stranger);
                accepted = answer(stranger).startsWith("HTTP/1.1 101 ");
            }
            await().atMost(Client.TIMEOUT)
                    .until(() -> watchful.metric("gateway_drops_total{reason=\"unregistered\"}") > 0);
            honest.expectNothingElse();
            strangers.forEach(RawSocket::close);
        }
        assertThat(log.linesWith(
                        "address=127.0.1.11 is limited: 21 checks that found a connection still without a device"))
                .hasSize(1);
    }

    @Test
    void handshakesOfALimitedAddressWaitAndAreRefusedAndThoseOfOthersAreNot() {
        // The address also has a registered device, so it counts as shared and is never banned.
        DeviceIdentity neighbour = database.addDevice("neighbour", UUID.randomUUID());
        knock("127.0.1.12").close();
        await().until(() -> gateway.metric("gateway_connections") >= 2);
        try (RawSocket shared = knock("127.0.1.12")) {
            shared.register(neighbour);
            for (int i = 0; i < 3 * MAX; i++) {
                shared.sendText(Actuations.message("{\"content\":null}").replace(TestGateway.PASSWORD, "wrong"));
            }
            await().atMost(Client.TIMEOUT)
                    .until(() ->
                            !log.linesWith("address=127.0.1.12 is limited: ").isEmpty());
            List<RawSocket> storm = new ArrayList<>();
            for (int i = 0; i < 4 * MAX; i++) {
                storm.add(RawSocket.connectFrom("127.0.1.12", gateway.port()));
                try {
                    // Data after the request is not lost, however long the request waits.
                    storm.get(i).trySend(RawRequest.handshake().bytes());
                    storm.get(i).trySend(RawFrame.text("{\"type\":\"ping\"}").bytes());
                } catch (IOException notAccepted) {
                    // Its answer shows that, too.
                }
            }
            RawSocket.open(gateway).close();
            List<String> answers = storm.stream().map(StrangersIT::head).toList();
            for (int i = 0; i < storm.size(); i++) {
                if (answers.get(i).startsWith("HTTP/1.1 101 ")) {
                    storm.get(i).expectText(Replies.PONG);
                }
                storm.get(i).close();
            }
            assertThat(answers).contains(REFUSAL).anyMatch(head -> head.startsWith("HTTP/1.1 101 "));
            assertThat(answers)
                    .allMatch(head -> head.equals(REFUSAL) || head.startsWith("HTTP/1.1 101 ") || head.isEmpty());
        }
        assertThat(log.linesWith("address=127.0.1.12 is banned: ")).isEmpty();
        assertThat(gateway.metric("gateway_limits_total{action=\"delayed\"}")).isPositive();
        assertThat(gateway.metric("gateway_handshakes_total{outcome=\"address_limited\"}"))
                .isPositive();
    }

    @Test
    void whoeverIsExemptIsNotLimited() {
        for (int i = 0; i < 5 * MAX; i++) {
            try (RawSocket trusted = knock("127.0.9.1")) {
                trusted.sendText("{");
                trusted.expectText(Replies.WRONG_FORMAT);
            }
        }
        try (RawSocket trusted = knock("127.0.9.1")) {
            flood(trusted, RawFrame.ping("x"));
            for (int i = 0; i < ATTEMPTS; i++) {
                trusted.expectPong((byte) 'x');
            }
        }
        assertThat(log.linesWith("address=127.0.9.1 ")).isEmpty();
    }

    @Test
    void behindATrustedProxyTheDevicesAddressIsLimitedAndNotTheProxys() {
        for (int i = 0; i <= MAX; i++) {
            try (RawSocket stranger = forwarded("203.0.113.7")) {
                assertThat(stranger.readHead()).startsWith("HTTP/1.1 101 ");
                stranger.sendText("{");
                stranger.expectText(Replies.WRONG_FORMAT);
            }
        }
        assertThat(log.linesWith("address=203.0.113.7 is limited: 21 malformed messages"))
                .hasSize(1);
        try (RawSocket neighbour = forwarded("203.0.113.8")) {
            neighbour.expectUpgrade();
            neighbour.expectNothingElse();
        }
        assertThat(log.linesWith("address=127.0.8.1 ")).isEmpty();
        assertThat(log.linesWith("address=203.0.113.8 ")).isEmpty();
    }

    @Test
    void aFleetBehindOneAddressIsNeverLimitedByDefault() {
        List<DeviceIdentity> fleet = database.addDevices(
                IntStream.range(0, 60).mapToObj(i -> "fleet" + i).toList(), UUID.randomUUID());
        try (TestGateway normal = TestGateway.start(database, Map.of("GATEWAY_EXEMPT_ADDRESSES", ""))) {
            for (int outage = 0; outage < 2; outage++) {
                List<RawSocket> devices = new ArrayList<>();
                for (DeviceIdentity one : fleet) {
                    RawSocket.connectFrom("127.0.2.1", normal.port()).close();
                    RawSocket socket = RawSocket.connectFrom("127.0.2.1", normal.port());
                    devices.add(socket);
                    socket.send(RawRequest.handshake());
                    socket.expectUpgrade();
                    socket.sendText(Client.registration(one));
                    socket.send(RawFrame.ping("x"));
                }
                devices.forEach(socket -> {
                    while (!new String(socket.readFrame().payload(), StandardCharsets.UTF_8)
                            .equals(Replies.REGISTERED)) {
                        // Skips a pong that comes first.
                    }
                });
                devices.forEach(RawSocket::cut);
            }
            assertThat(normal.metric("gateway_addresses_limited")).isZero();
            for (String action : List.of("delayed", "refused", "not_accepted", "paused")) {
                assertThat(normal.metric("gateway_limits_total{action=\"" + action + "\"}"))
                        .isZero();
            }
        }
    }

    /** Attacks until no connection is accepted any more; each admitted attempt gets the normal answer. */
    private void attackUntilBanned(String address, Consumer<RawSocket> attack) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try (RawSocket stranger = RawSocket.connectFrom(address, gateway.port())) {
                String head = answer(stranger);
                if (head.isEmpty()) {
                    assertThat(i).isGreaterThan(MAX);
                    return;
                }
                if (head.startsWith("HTTP/1.1 101 ")) {
                    attack.accept(stranger);
                } else {
                    assertThat(head).isEqualTo(REFUSAL);
                }
            }
            if (i % MAX == 0) {
                serve();
            }
        }
        throw new AssertionError("never banned");
    }

    private void assertNamed(String address, String what) {
        assertThat(log.linesWith("address=" + address + " is limited: 21 " + what))
                .hasSize(1);
        assertThat(log.linesWith("address=" + address + " is banned: "))
                .singleElement()
                .asString()
                .matches("WARN address=" + address + " is banned: [4-9]\\d " + what
                        + " and it continued: its connections are not accepted for 60 s\\.");
    }

    private void assertFloodEnds(String address, RawFrame frame, String what) {
        try (RawSocket stranger = knock(address)) {
            flood(stranger, frame);
            assertFloodEnds(address, stranger, what);
        }
    }

    private void assertFloodEnds(String address, RawSocket stranger, String what) {
        serve();
        int answers = 0;
        ReceivedFrame frame = stranger.readFrame();
        while (frame.opcode() != RawFrame.CLOSE) {
            answers++;
            frame = stranger.readFrame();
        }
        assertThat(frame.payload())
                .isEqualTo(RawFrame.closePayload(1008, "Policy violation".getBytes(StandardCharsets.UTF_8)));
        assertThat(answers).isLessThan(ATTEMPTS / 2);
        assertThat(log.linesWith("peer=" + address + ":"))
                .filteredOn(line -> line.startsWith("WARN "))
                .hasSize(2)
                .anyMatch(line -> line.endsWith(" is read more slowly: 21 " + what))
                .anyMatch(line -> line.matches(".* is closed: \\d+ " + what));
        // Its log line may be suppressed if many peers are dropped in one second.
        assertThat(gateway.metric(FLOODS)).isEqualTo(floods + 1);
    }

    private static void flood(RawSocket stranger, RawFrame frame) {
        RawFrame[] frames = new RawFrame[ATTEMPTS];
        Arrays.fill(frames, frame);
        stranger.send(frames);
    }

    private static RawSocket knock(String address) {
        RawSocket socket = RawSocket.connectFrom(address, gateway.port());
        socket.send(RawRequest.handshake());
        socket.expectUpgrade();
        return socket;
    }

    private static RawSocket forwarded(String address) {
        RawSocket socket = RawSocket.connectFrom("127.0.8.1", gateway.port());
        socket.send(RawRequest.handshake().adding("X-Forwarded-For: " + address));
        return socket;
    }

    /** Returns the head of the answer to a handshake; empty if the connection ends without one. */
    private static String answer(RawSocket stranger) {
        try {
            stranger.trySend(RawRequest.handshake().bytes());
        } catch (IOException notAccepted) {
            return "";
        }
        return head(stranger);
    }

    private static String head(RawSocket stranger) {
        try {
            return stranger.readHead();
        } catch (UncheckedIOException reset) {
            return "";
        } catch (AssertionError ended) {
            assertThat(ended.getMessage()).contains("end of the stream behind: ]");
            return "";
        }
    }
}

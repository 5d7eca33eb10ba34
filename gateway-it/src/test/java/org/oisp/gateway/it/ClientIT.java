package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.client.Actuation;
import org.oisp.gateway.client.ActuationBody;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.Backoff;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.client.DeviceClient;
import org.oisp.gateway.client.GatewayClientException;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.client.TokenSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestPki;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** The client library {@code gateway-client} against a real gateway. */
class ClientIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String SERVER = "client-test:5000";

    /** The default limits with shorter delays between attempts. */
    private static final GatewayEndpoint.Limits QUICK = GatewayEndpoint.Limits.DEFAULT.with(
            new Backoff(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofMillis(1)));

    @TempDir
    private Path directory;

    private final BlockingQueue<Actuation> actuations = new LinkedBlockingQueue<>();
    private final List<ClientState> states = new CopyOnWriteArrayList<>();
    private TestGateway gateway;
    private DeviceIdentity identity;
    private DeviceClient device;

    @BeforeEach
    void start() {
        gateway = gateway(Map.of());
        identity = TestDatabase.shared().addDevice("client-1", UUID.randomUUID());
    }

    @AfterEach
    void stop() {
        if (device != null) {
            device.close();
            device.ended().block(TIMEOUT);
        }
        gateway.close();
    }

    private static TestGateway gateway(Map<String, String> more) {
        Map<String, String> settings = new java.util.HashMap<>(more);
        settings.put("GATEWAY_ADVERTISED_SERVER", SERVER);
        return TestGateway.start(TestDatabase.shared(), settings);
    }

    private GatewayEndpoint endpoint() {
        return GatewayEndpoint.at(gateway.url()).limits(QUICK).build();
    }

    private DeviceClient device(GatewayEndpoint endpoint, TokenSource tokens) {
        device = DeviceClient.of(endpoint, "client-1", tokens, actuations::add);
        device.states().subscribe(states::add);
        device.start();
        return device;
    }

    private TokenSource token() {
        return TokenSource.fixed(TestKeys.token(identity));
    }

    private ActuationBody led(String value) {
        return ActuationBody.forDevice(identity.account().value(), "client-1", "LED.v1.0")
                .param("LED", value);
    }

    private ActuationSender sender(GatewayEndpoint endpoint) {
        ActuationSender sender = ActuationSender.of(endpoint, TestGateway.USERNAME, TestGateway.PASSWORD);
        sender.start();
        sender.connected().block(TIMEOUT);
        return sender;
    }

    private String next() throws InterruptedException {
        Actuation came = actuations.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(came).as("an actuation").isNotNull();
        return came.param("LED");
    }

    @Test
    void isHandedActuationsInTheirOrderAndComesBackWhenTheGatewayHasRestarted() throws Exception {
        GatewayEndpoint endpoint = endpoint();
        device(endpoint, token()).connected().block(TIMEOUT);
        try (ActuationSender sender = sender(endpoint)) {
            for (int i = 0; i < 500; i++) {
                sender.send(led("" + i)).block(TIMEOUT);
            }
            sender.settled().block(TIMEOUT);
            for (int i = 0; i < 500; i++) {
                assertThat(next()).isEqualTo("" + i);
            }

            int port = gateway.port();
            gateway.close();
            await().until(() -> device.state() instanceof ClientState.Waiting);
            assertThatExceptionOfType(GatewayClientException.class)
                    .isThrownBy(() -> sender.send(led("nobody hears it")).block(TIMEOUT))
                    .withMessageContaining("not connected");
            gateway = gateway(Map.of("GATEWAY_PORT", "" + port));
            device.connected().block(TIMEOUT);
            sender.connected().block(TIMEOUT);
            sender.send(led("again")).then(sender.settled()).block(TIMEOUT);
            assertThat(next()).isEqualTo("again");
        }
        assertThat(states)
                .filteredOn(ClientState.Waiting.class::isInstance)
                .first()
                .satisfies(
                        state -> assertThat(((ClientState.Waiting) state).why().endKind())
                                .isEqualTo(ConnectionEnd.EndKind.GOING_AWAY));
    }

    @Test
    void staysAwayOnceItIsTakenOver() {
        device(endpoint(), token()).connected().block(TIMEOUT);
        try (Client other = Client.register(gateway, identity)) {
            ConnectionEnd end = device.ended().block(TIMEOUT);
            assertThat(end.endKind()).isEqualTo(ConnectionEnd.EndKind.TAKEN_OVER);
            assertThat(end.describe()).isEqualTo("close 1000, Normal connection closure");
            device.start();
            other.expectNothingElse();
        }
        assertThat(states).last().isInstanceOf(ClientState.Ended.class);
    }

    @Test
    void comesBackWithAnotherTokenOnlyWhenItsOwnIsRefused() {
        AtomicReference<String> tokens = new AtomicReference<>("no token at all");
        device(endpoint(), TokenSource.of(tokens::get));
        String refusals = "gateway_registrations_total{outcome=\"invalid_token\"}";
        // While the token supplier returns the same token, the client does not connect again.
        await().atMost(TIMEOUT)
                .until(() -> states.stream()
                                .filter(ClientState.Waiting.class::isInstance)
                                .count()
                        > 3);
        assertThat(gateway.metric(refusals)).isEqualTo(1);
        tokens.set(TestKeys.token(identity));
        device.connected().block(TIMEOUT);

        DeviceClient fixed = DeviceClient.of(endpoint(), "client-1", TokenSource.fixed("worse"), actuation -> {});
        fixed.start();
        ConnectionEnd end = fixed.ended().block(TIMEOUT);
        assertThat(end.endKind()).isEqualTo(ConnectionEnd.EndKind.TOKEN_REFUSED);
        assertThat(end.describe()).isEqualTo("close 1008, Invalid device token for device");
        assertThat(gateway.metric(refusals)).isEqualTo(2);
    }

    @Test
    void comesBackFromACutAndFromASilentGateway() throws Exception {
        try (TcpProxy network = TcpProxy.to(gateway.port())) {
            device(
                            GatewayEndpoint.at(URI.create("ws://127.0.0.1:" + network.port() + "/"))
                                    .limits(QUICK.withLiveness(Duration.ofMillis(300), Duration.ofMillis(300)))
                                    .build(),
                            token())
                    .connected()
                    .block(TIMEOUT);
            device.cut(Duration.ofMillis(1));
            await().until(() -> count(ClientState.Connected.class) == 2);
            network.beSilent();
            await().until(() -> states.stream()
                    .anyMatch(state -> state instanceof ClientState.Waiting waiting
                            && waiting.why().endKind() == ConnectionEnd.EndKind.SILENT));
            network.serveAgain();
            device.connected().block(TIMEOUT);
        }
    }

    private long count(Class<? extends ClientState> kind) {
        return states.stream().filter(kind::isInstance).count();
    }

    /** The gateway's pings count as signs of life, and so do the client's pongs. */
    @Test
    void aQuietConnectionStaysOpen() {
        gateway.close();
        gateway = gateway(Map.of("GATEWAY_PING_INTERVAL", "100ms", "GATEWAY_PING_GRACE", "100ms"));
        device(
                        GatewayEndpoint.at(gateway.url())
                                .limits(QUICK.withLiveness(Duration.ofMillis(250), Duration.ofMillis(250)))
                                .build(),
                        token())
                .connected()
                .block(TIMEOUT);
        await().during(Duration.ofSeconds(1)).until(() -> device.state() instanceof ClientState.Connected);
    }

    @Test
    void saysWhyItCannotConnect() {
        gateway.close();
        device(endpoint(), token());
        await().until(() -> states.stream().anyMatch(ClientState.Waiting.class::isInstance));
        ConnectionEnd refused = states.stream()
                .filter(ClientState.Waiting.class::isInstance)
                .map(state -> ((ClientState.Waiting) state).why())
                .findFirst()
                .orElseThrow();
        assertThat(refused.endKind()).isEqualTo(ConnectionEnd.EndKind.UNREACHABLE);
        assertThat(refused.text()).isEqualTo("connection refused");
    }

    @Test
    void theNextActuationWaitsForTheHandler() {
        List<String> begun = new CopyOnWriteArrayList<>();
        List<MonoSink<Void>> open = new CopyOnWriteArrayList<>();
        device = DeviceClient.withFlow(
                endpoint(),
                "client-1",
                token(),
                actuation -> Mono.create(done -> {
                    begun.add(actuation.param("LED"));
                    open.add(done);
                }));
        device.start();
        device.connected().block(TIMEOUT);
        try (ActuationSender sender = sender(endpoint())) {
            for (int i = 0; i < 3; i++) {
                sender.send(led("" + i)).block(TIMEOUT);
            }
            sender.settled().block(TIMEOUT);
            for (int i = 0; i < 3; i++) {
                List<String> expected =
                        IntStream.rangeClosed(0, i).mapToObj(Integer::toString).toList();
                await().until(() -> begun.equals(expected));
                if (i == 1) {
                    // A handler's failure does not end the device.
                    open.get(i).error(new IllegalStateException("the lamp is broken"));
                } else {
                    open.get(i).success();
                }
            }
        }
    }

    @Test
    void aSenderComesBackThoughItSentWhatIsNoActuation() {
        device(endpoint(), token()).connected().block(TIMEOUT);
        try (ActuationSender sender = sender(endpoint())) {
            assertThatExceptionOfType(GatewayClientException.class)
                    .isThrownBy(() -> sender.send("{}").then(sender.settled()).block(TIMEOUT))
                    .withMessage("not connected: close 1003, Wrong message format");
            await().ignoreExceptionsInstanceOf(GatewayClientException.class)
                    .untilAsserted(() -> sender.send(led("after")).block(TIMEOUT));
            await().until(() -> !actuations.isEmpty());
        }
    }

    @Test
    void closesWith1000AndGivesItsRowBack() {
        device(endpoint(), token()).connected().block(TIMEOUT);
        assertThat(TestDatabase.shared().binding(identity).connected()).isTrue();
        device.close();
        assertThat(device.ended().block(TIMEOUT).endKind()).isEqualTo(ConnectionEnd.EndKind.CLOSED_LOCALLY);
        await().until(() -> !TestDatabase.shared().binding(identity).connected());
        assertThatExceptionOfType(GatewayClientException.class)
                .isThrownBy(() -> device.connected().block(TIMEOUT));
    }

    @Test
    void knowsAGatewayByItsCertificateAndItsName() throws Exception {
        TestPki pki = new TestPki();
        TestPki.write(directory, pki.server("gateway"));
        Path authority = pki.writeAuthority(directory.resolve("ca.crt"));
        gateway.close();
        gateway = gateway(TestPki.settings(directory));
        URI url = URI.create("wss://localhost:" + gateway.port() + "/");
        device(GatewayEndpoint.at(url).limits(QUICK).trust(authority).build(), token())
                .connected()
                .block(TIMEOUT);
        for (GatewayEndpoint wrong : List.of(
                GatewayEndpoint.at(url).limits(QUICK).build(),
                // Loopback too, but not in the certificate.
                GatewayEndpoint.at(URI.create("wss://127.0.0.2:" + gateway.port() + "/"))
                        .limits(QUICK)
                        .trust(authority)
                        .build())) {
            DeviceClient impostor = DeviceClient.of(wrong, "client-1", token(), actuation -> {});
            impostor.start();
            ClientState.Waiting failed = (ClientState.Waiting) impostor.states()
                    .filter(ClientState.Waiting.class::isInstance)
                    .blockFirst(TIMEOUT);
            assertThat(failed.why().endKind()).isEqualTo(ConnectionEnd.EndKind.UNREACHABLE);
            assertThat(failed.why().text()).startsWith("TLS failed: ");
            impostor.close();
        }
        assertThat(device.state()).isInstanceOf(ClientState.Connected.class);
    }
}

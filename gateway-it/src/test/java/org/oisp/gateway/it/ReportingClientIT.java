package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.client.Actuation;
import org.oisp.gateway.client.ActuationBody;
import org.oisp.gateway.client.ActuationReceipt;
import org.oisp.gateway.client.ActuationReceipt.SendOutcome;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.DeviceClient;
import org.oisp.gateway.client.GatewayClientException;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.client.HandlerResult;
import org.oisp.gateway.client.ReceiptOptions;
import org.oisp.gateway.client.TokenSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.Tokens;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Receipts, reports and renewed tokens in {@code gateway-client}, against a real gateway. */
class ReportingClientIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private static final TestGateway gateway =
            TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_EXPIRED_TOKENS", "close"));

    private final DeviceIdentity identity = TestDatabase.shared().addDevice("reporting-1", UUID.randomUUID());
    private final BlockingQueue<Actuation> actuations = new LinkedBlockingQueue<>();
    private final GatewayEndpoint endpoint = GatewayEndpoint.at(URI.create("ws://127.0.0.1:" + gateway.port() + "/"))
            .build();
    private final ActuationSender sender = ActuationSender.of(endpoint, TestGateway.USERNAME, TestGateway.PASSWORD);
    private DeviceClient device;

    @BeforeEach
    void connect() {
        sender.start();
        sender.connected().block(PATIENCE);
    }

    @AfterEach
    void stop() {
        sender.close();
        sender.ended().block(PATIENCE);
        if (device != null) {
            device.close();
            device.ended().block(PATIENCE);
        }
    }

    @Test
    void aSenderIsToldThatADeviceHasReadIt() throws InterruptedException {
        start(DeviceClient.of(endpoint, "reporting-1", tokens(), actuations::add));
        ActuationReceipt receipt =
                sender.send(body(), ReceiptOptions.delivered()).block(PATIENCE);
        assertThat(receipt.outcome()).isEqualTo(SendOutcome.DELIVERED);
        assertThat(receipt.reason()).isEqualTo("confirmed");
        assertThat(receipt.device().accountId()).isEqualTo(identity.account().value());
        assertThat(receipt.device().deviceId()).isEqualTo("reporting-1");
        assertThat(receipt.micros()).isPositive();
        assertThat(receipt.detail()).isNull();
        assertThat(actuations.take().id()).isNull();
        assertThat(device.granted()).isEmpty();
        receipt = sender.send(body(), ReceiptOptions.completed()).block(PATIENCE);
        assertThat(receipt.reason()).isEqualTo("no_reports");
    }

    @Test
    void whatIsKeptIsQueuedAndComesWithTheDevice() throws InterruptedException {
        ReceiptOptions kept =
                ReceiptOptions.delivered().keptFor(Duration.ofHours(1)).collapsing("light");
        for (int i = 0; i < 2; i++) {
            ActuationReceipt receipt = sender.send(body(), kept).block(PATIENCE);
            assertThat(receipt.outcome()).isEqualTo(SendOutcome.QUEUED);
            assertThat(receipt.outcome().isGood()).isFalse();
        }
        start(DeviceClient.of(endpoint, "reporting-1", tokens(), actuations::add));
        assertThat(actuations.take().command()).isNotEmpty();
        ActuationReceipt receipt = sender.send(body(), kept).block(PATIENCE);
        assertThat(receipt.outcome()).isEqualTo(SendOutcome.DELIVERED);
        assertThat(actuations.take().command()).isNotEmpty();
        assertThat(actuations).isEmpty();
    }

    @Test
    void aSenderIsToldThatADeviceIsNotThere() {
        ActuationReceipt receipt =
                sender.send(body(), ReceiptOptions.delivered()).block(PATIENCE);
        assertThat(receipt.outcome()).isEqualTo(SendOutcome.NOT_DELIVERED);
        assertThat(receipt.reason()).isEqualTo("not_connected");
        assertThat(receipt.outcome().isGood()).isFalse();
    }

    @Test
    void aDeviceReportsWhatItDid() {
        reports(actuation -> switch (actuation.param("LED")) {
            case "1" -> Mono.just(HandlerResult.SUCCEEDED);
            case "2" -> Mono.just(HandlerResult.failed("no \"power\"\n\ud83d\ude00"));
            case "3" -> Mono.empty();
            case "4" -> Mono.error(new IllegalStateException("secret"));
            case "5" -> throw new IllegalStateException("secret");
            default -> Mono.just(HandlerResult.succeeded("x".repeat(2_000)));
        });
        assertThat(device.granted()).isEqualTo(Set.of("ack"));
        List<String> told = new ArrayList<>();
        for (int led = 1; led <= 6; led++) {
            ActuationReceipt receipt =
                    sender.send(body(led), ReceiptOptions.completed()).block(PATIENCE);
            told.add(receipt.outcome() + " " + receipt.detail());
        }
        assertThat(told)
                .containsExactly(
                        "SUCCEEDED null",
                        "FAILED no \"power\"\n\ud83d\ude00",
                        "SUCCEEDED null",
                        "FAILED the device's program failed",
                        "FAILED the device's program failed",
                        "SUCCEEDED " + "x".repeat(1_024));
    }

    @Test
    void manyAtOnceAreEachTold() {
        AtomicInteger seen = new AtomicInteger();
        reports(actuation -> Mono.just(HandlerResult.succeeded(actuation.id() + " " + seen.incrementAndGet())));
        List<Mono<ActuationReceipt>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(sender.send(body(i), ReceiptOptions.completed()));
        }
        List<ActuationReceipt> receipts = Mono.zip(
                        all,
                        each -> List.of(each).stream()
                                .map(ActuationReceipt.class::cast)
                                .toList())
                .block(PATIENCE);
        assertThat(receipts).allSatisfy(receipt -> {
            assertThat(receipt.outcome()).isEqualTo(SendOutcome.SUCCEEDED);
            assertThat(receipt.detail()).startsWith(receipt.id() + "#");
        });
        assertThat(receipts.stream().map(ActuationReceipt::id)).doesNotHaveDuplicates();
    }

    @Test
    void anOutcomeIsUnknownWhenTheConnectionEndsBefore() {
        Sinks.One<HandlerResult> late = Sinks.one();
        reports(actuation -> late.asMono());
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        sender.send(body(1), ReceiptOptions.completed().within(Duration.ofSeconds(60)))
                .subscribe(receipt -> failures.add(new AssertionError(receipt)), failures::add);
        sender.settled().block(PATIENCE);
        sender.close();
        await().atMost(PATIENCE).until(() -> failures.size() == 1);
        assertThat(failures.get(0))
                .isInstanceOf(GatewayClientException.class)
                .hasMessage("the connection ended before the gateway told the outcome, which is unknown:"
                        + " closed by this side");
        assertThatExceptionOfType(GatewayClientException.class)
                .isThrownBy(
                        () -> sender.send(body(), ReceiptOptions.delivered()).block(PATIENCE))
                .withMessageStartingWith("not connected");
        late.tryEmitEmpty().orThrow();
    }

    @Test
    void aTimeoutHasItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptOptions.delivered().within(Duration.ofMillis(60_001)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptOptions.delivered().within(Duration.ZERO));
    }

    @Test
    void aTokenIsRenewedOnTheOpenConnection() {
        AtomicInteger asked = new AtomicInteger();
        List<ClientState> states = new CopyOnWriteArrayList<>();
        TokenSource source = () -> Mono.fromSupplier(() -> asked.incrementAndGet() == 1 ? token(3) : token(3_600));
        device = DeviceClient.reporting(endpoint, "reporting-1", source, actuation -> Mono.empty());
        device.states().subscribe(states::add);
        device.start();
        device.connected().block(PATIENCE);
        Instant before = Instant.now();
        assertThat(device.granted()).isEqualTo(Set.of("ack", "renew"));
        await().atMost(PATIENCE).until(() -> asked.get() == 2);
        // The gateway closes connections whose token ends: this one lasts beyond that.
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(before.plusSeconds(6)));
        ActuationReceipt receipt =
                sender.send(body(), ReceiptOptions.completed()).block(PATIENCE);
        assertThat(receipt.outcome()).isEqualTo(SendOutcome.SUCCEEDED);
        assertThat(states).hasSize(2);
        assertThat(asked).hasValue(2);
    }

    private void reports(Function<Actuation, Mono<HandlerResult>> handler) {
        start(DeviceClient.reporting(endpoint, "reporting-1", tokens(), handler));
    }

    private void start(DeviceClient client) {
        device = client;
        client.start();
        client.connected().block(PATIENCE);
    }

    private TokenSource tokens() {
        return TokenSource.fixed(TestKeys.token(identity));
    }

    private String token(int seconds) {
        return Tokens.signed(Tokens.claims(
                "reporting-1",
                "[{\"id\":\"" + identity.account() + "\"}]",
                Tokens.in(Duration.ofSeconds(seconds)).plusSeconds(1)));
    }

    private ActuationBody body() {
        return body(0);
    }

    private ActuationBody body(int led) {
        return ActuationBody.forDevice(identity.account().value(), "reporting-1", "LED.v1.0")
                .param("LED", "" + led);
    }
}

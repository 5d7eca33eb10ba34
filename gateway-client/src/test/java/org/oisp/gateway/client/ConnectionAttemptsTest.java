package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** Tests that connection attempts do not affect each other, against a scripted server. */
class ConnectionAttemptsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Long enough for a handshake on loopback. */
    private static final Duration REGISTRATION = Duration.ofSeconds(2);

    private static final WebsocketServerSpec SPEC =
            WebsocketServerSpec.builder().protocols(GatewayEndpoint.SUBPROTOCOL).build();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Sinks.Empty<Void> handshakes = Sinks.empty();
    private DisposableServer server;

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> handshakes
                        .asMono()
                        .then(Mono.defer(() -> response.sendWebsocket(
                                (in, out) -> in.receive()
                                        .asString()
                                        .doOnNext(heard::add)
                                        .then(),
                                SPEC))))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private GatewayEndpoint endpoint(Duration registration, int pendingBytes) {
        GatewayEndpoint.Limits usual = GatewayEndpoint.Limits.DEFAULT;
        return GatewayEndpoint.at(URI.create("ws://127.0.0.1:" + server.port() + "/"))
                .limits(new GatewayEndpoint.Limits(
                        usual.connectTimeout(),
                        registration,
                        usual.liveness(),
                        usual.maxMessageBytes(),
                        pendingBytes,
                        usual.waitingActuations(),
                        new Backoff(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(10))))
                .build();
    }

    /** Supplies a token when the test says so, and ignores cancellation. */
    private static final class SlowToken extends Mono<String> {
        private final List<CoreSubscriber<? super String>> waiting = new ArrayList<>();

        @Override
        public void subscribe(CoreSubscriber<? super String> asked) {
            asked.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
            synchronized (waiting) {
                waiting.add(asked);
                waiting.notifyAll();
            }
        }

        void come(int request, String token) throws InterruptedException {
            synchronized (waiting) {
                while (waiting.size() <= request) {
                    waiting.wait(TIMEOUT.toMillis());
                }
                waiting.get(request).onNext(token);
            }
        }
    }

    @Test
    void aTokenThatCameTooLateIsNotTheNextAttempts() throws Exception {
        SlowToken tokens = new SlowToken();
        try (DeviceClient device =
                DeviceClient.of(endpoint(REGISTRATION, 1 << 20), "d1", () -> tokens, actuation -> {})) {
            BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
            device.states().ofType(ClientState.Waiting.class).subscribe(states::add);
            device.start();
            ClientState.Waiting tooLate = (ClientState.Waiting) states.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(tooLate.why().endKind()).isEqualTo(ConnectionEnd.EndKind.NO_TOKEN);
            assertThat(tooLate.why().text()).isEqualTo("no token within 2 s");
            String said = null;
            // On a slow machine the second attempt may be too late, too, and then there is a third.
            for (int request = 1; said == null; request++) {
                tokens.come(request, "in time");
                tokens.come(request - 1, "too late");
                Sinks.EmitResult opened = handshakes.tryEmitEmpty();
                assertThat(opened == Sinks.EmitResult.OK || request > 1).isTrue();
                said = heard.poll(2 * REGISTRATION.toMillis(), TimeUnit.MILLISECONDS);
            }
            assertThat(said).contains("\"in time\"");
        }
    }

    @Test
    void questionsAreBoundedAsActuationsAre() {
        assertThat(handshakes.tryEmitEmpty()).isEqualTo(Sinks.EmitResult.OK);
        try (ActuationSender sender = ActuationSender.of(endpoint(Duration.ofSeconds(30), 1 << 20), "u", "p")) {
            sender.start();
            sender.connected().block(TIMEOUT);
            Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
            // This gateway never answers.
            for (int i = 0; i <= PendingReplies.MAX; i++) {
                sender.settled().subscribe(nothing -> {}, refused::add);
            }
            assertThat(refused).singleElement().isInstanceOf(GatewayClientException.class);
        }
    }

    @Test
    void noQuestionIsAskedWhereTooMuchWaitsToBeWritten() {
        assertThat(handshakes.tryEmitEmpty()).isEqualTo(Sinks.EmitResult.OK);
        try (ActuationSender sender = ActuationSender.of(endpoint(Duration.ofSeconds(30), 2), "u", "p")) {
            sender.start();
            sender.connected().block(TIMEOUT);
            Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
            assertThatExceptionOfType(GatewayClientException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            sender.send("x".repeat(30_000)).subscribe(nothing -> {}, failed::add);
                            sender.settled()
                                    .timeout(Duration.ofMillis(1))
                                    .onErrorComplete(TimeoutException.class)
                                    .block();
                        }
                    })
                    .withMessage("too many bytes wait to be written");
        }
    }
}

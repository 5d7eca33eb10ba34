package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Tests what follows when a device renews its token, against a scripted gateway. */
class RenewalTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String REGISTERED = "{\"code\":200,\"content\":\"\",\"features\":[\"ack\",\"renew\"]}";
    private static final String RENEW =
            "{\"code\":1026,\"content\":{\"deviceId\":\"d1\",\"expiresAt\":\"2026-11-28T21:00:00Z\"}}";
    private static final String FAILED = "{\"code\":500,\"content\":\"Internal server error\"}";

    /** The tokens with which the device registered. */
    private final List<String> registrations = new CopyOnWriteArrayList<>();

    private final List<ConnectionEnd> ends = new CopyOnWriteArrayList<>();

    private interface Script {
        /** Answers the registration with this token, which is the {@code number}th, from 1. */
        Publisher<Void> answer(WebsocketOutbound out, String token, int number);
    }

    private ScriptedGateway gateway(Script script) {
        return new ScriptedGateway((message, out) -> {
            String token = message.replaceAll(".*\"deviceToken\":\"(.*?)\".*", "$1");
            registrations.add(token);
            return script.answer(out, token, registrations.size());
        });
    }

    private DeviceClient device(ScriptedGateway gateway, TokenSource tokens) {
        DeviceClient device =
                DeviceClient.reporting(gateway.endpoint().build(), "d1", tokens, actuation -> Mono.empty());
        device.states().ofType(ClientState.Waiting.class).subscribe(waiting -> ends.add(waiting.why()));
        return device;
    }

    /** Emits each token once, and the last one for ever. */
    private static TokenSource tokens(String... given) {
        Queue<String> left = new ConcurrentLinkedQueue<>(List.of(given));
        return () -> Mono.fromSupplier(() -> left.size() == 1 ? left.peek() : left.poll());
    }

    private static Mono<Void> say(WebsocketOutbound out, String... messages) {
        return out.sendString(Flux.just(messages)).then();
    }

    @Test
    void theTokenThatWasRefusedIsNotSentAgain() {
        try (ScriptedGateway gateway = gateway((out, token, number) -> switch (token) {
                    case "a" -> say(out, REGISTERED, RENEW);
                    case "b" ->
                        say(out, "{\"code\":401,\"content\":\"Invalid device token for device\"}")
                                .then(out.sendClose(1008, "Policy violation"));
                    default -> say(out, REGISTERED).then(out.sendClose(1000, "Normal connection closure"));
                });
                DeviceClient device = device(gateway, tokens("a", "b", "b", "b", "c"))) {
            device.start();
            assertThat(device.ended().block(TIMEOUT).endKind()).isEqualTo(ConnectionEnd.EndKind.TAKEN_OVER);
            assertThat(registrations).containsExactly("a", "b", "c");
            assertThat(ends).extracting(ConnectionEnd::endKind).containsOnly(ConnectionEnd.EndKind.TOKEN_REFUSED);
        }
    }

    @Test
    void aRenewalThatFailsIsNoTakeOver() {
        try (ScriptedGateway gateway = gateway((out, token, number) -> switch (number) {
                    case 1 -> say(out, REGISTERED, RENEW);
                    case 2 -> say(out, FAILED).then(out.sendClose(1000, "Normal connection closure"));
                    default -> say(out, REGISTERED).then(out.sendClose(1000, "Normal connection closure"));
                });
                DeviceClient device = device(gateway, tokens("a", "b"))) {
            device.start();
            assertThat(device.ended().block(TIMEOUT).endKind()).isEqualTo(ConnectionEnd.EndKind.TAKEN_OVER);
            assertThat(registrations).containsExactly("a", "b", "b");
            assertThat(ends)
                    .singleElement()
                    .isEqualTo(new ConnectionEnd(
                            ConnectionEnd.EndKind.NOT_REGISTERED, 1000, "Internal server error", null));
        }
    }

    @Test
    void aDeviceIsTakenOverAlsoAfterARefusalThatIsPast() {
        try (ScriptedGateway gateway = gateway((out, token, number) -> switch (number) {
                    case 1 -> say(out, REGISTERED, RENEW);
                    case 2 -> say(out, FAILED, RENEW);
                    default ->
                        say(out, REGISTERED, "{\"code\":1099,\"content\":\"a message of a newer gateway\"}")
                                .then(out.sendClose(1000, "Normal connection closure"));
                });
                DeviceClient device = device(gateway, tokens("a", "b", "c"))) {
            device.start();
            assertThat(device.ended().block(TIMEOUT))
                    .isEqualTo(new ConnectionEnd(
                            ConnectionEnd.EndKind.TAKEN_OVER, 1000, "Normal connection closure", null));
            assertThat(registrations).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aSourceThatThrowsIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedGateway gateway = gateway((out, token, number) -> say(out, REGISTERED));
                DeviceClient device = device(gateway, () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("the key store is locked");
                    }
                    return Mono.just("a");
                })) {
            device.start();
            device.connected().block(TIMEOUT);
            assertThat(ends)
                    .containsExactly(
                            ConnectionEnd.of(ConnectionEnd.EndKind.NO_TOKEN, "no token: the key store is locked"));
        }
    }
}

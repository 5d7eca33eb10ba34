package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Tests what a sender knows of an actuation when its connection breaks, against a scripted gateway. */
class SendFailureTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** All of it happens on the sender's only event loop, so the sender cannot learn of the end before it writes. */
    @Test
    void whatTheSocketDidNotTakeWasNotSent() throws Exception {
        LoopResources loops = LoopResources.create("sender", 1, true);
        try (ScriptedGateway gateway = new ScriptedGateway((message, out) -> Mono.empty());
                ActuationSender sender =
                        ActuationSender.of(gateway.endpoint().eventLoops(loops).build(), "u", "p")) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            sender.connected().subscribe(nothing -> {}, failure::completeExceptionally, () -> {
                try {
                    gateway.reset();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                sender.send("{}", ReceiptOptions.delivered())
                        .subscribe(receipt -> failure.cancel(false), failure::complete);
            });
            sender.start();
            GatewayClientException failed = (GatewayClientException) failure.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(failed).hasMessage("the socket did not take it: the connection was reset");
            assertThat(failed.isOutcomeUnknown()).isFalse();
            assertThat(failed.ending().endKind()).isEqualTo(ConnectionEnd.EndKind.CUT);
        } finally {
            loops.disposeLater().block(TIMEOUT);
        }
    }

    @Test
    void saysThatTheConnectionWasClosedInWords() {
        assertThat(FailureMessages.cut(new ClosedChannelException()).text()).isEqualTo("the connection was closed");
    }

    @Test
    void whatTheGatewayMayHaveReadHasAnUnknownOutcome() {
        try (ScriptedGateway gateway =
                        new ScriptedGateway((message, out) -> out.sendClose(1003, "Unprocessable input"));
                ActuationSender sender = ActuationSender.of(gateway.endpoint().build(), "u", "p")) {
            sender.start();
            Throwable failed = sender.connected()
                    .then(sender.send("{}", ReceiptOptions.delivered()))
                    .<Throwable>map(receipt -> new AssertionError(receipt))
                    .onErrorResume(Mono::just)
                    .block(TIMEOUT);
            assertThat(failed)
                    .isInstanceOfSatisfying(
                            GatewayClientException.class,
                            unknown -> assertThat(unknown.isOutcomeUnknown()).isTrue())
                    .hasMessage("the connection ended before the gateway told the outcome, which is unknown:"
                            + " close 1003, Unprocessable input");
        }
    }
}

package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A busy gateway says when to come back, and devices that it refused together come back at different times. */
class RetryAfterTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int DEVICES = 10;
    /** In seconds; longer than any first wait of the client's own. */
    private static final int SECONDS = 300;

    @Test
    void comesBackNoSoonerThanItIsAskedToAndEachAtAnotherTime() throws InterruptedException {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) ->
                        response.status(503).header("Retry-After", "" + SECONDS).send())
                .bindNow();
        GatewayEndpoint endpoint = GatewayEndpoint.at(URI.create("ws://127.0.0.1:" + server.port() + "/"))
                .build();
        List<DeviceClient> devices = new ArrayList<>();
        try {
            BlockingQueue<ClientState.Waiting> waiting = new LinkedBlockingQueue<>();
            for (int i = 0; i < DEVICES; i++) {
                DeviceClient device = DeviceClient.of(endpoint, "d" + i, () -> Mono.just("a token"), actuation -> {});
                devices.add(device);
                device.states().ofType(ClientState.Waiting.class).subscribe(waiting::add);
                device.start();
            }
            List<Duration> delays = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                ClientState.Waiting refused = waiting.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(refused.why().endKind()).isEqualTo(ConnectionEnd.EndKind.REFUSED);
                assertThat(refused.why().code()).isEqualTo(503);
                delays.add(refused.delay());
            }
            Duration asked = Duration.ofSeconds(SECONDS);
            assertThat(delays)
                    .allSatisfy(delay -> assertThat(delay).isBetween(asked, asked.plus(Backoff.DEFAULT.atOnce())));
            assertThat(delays).doesNotHaveDuplicates();
        } finally {
            devices.forEach(DeviceClient::close);
            server.disposeNow();
        }
    }
}

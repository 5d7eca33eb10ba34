package org.oisp.gateway.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A server that answers each message as the test says. A connection that it closes without a close frame is reset. */
final class ScriptedGateway implements AutoCloseable {

    private static final WebsocketServerSpec SPEC =
            WebsocketServerSpec.builder().protocols(GatewayEndpoint.SUBPROTOCOL).build();

    private final BlockingQueue<Channel> connections = new LinkedBlockingQueue<>();
    private final DisposableServer server;

    ScriptedGateway(BiFunction<String, WebsocketOutbound, Publisher<Void>> script) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .childOption(ChannelOption.SO_LINGER, 0)
                .handle((request, response) -> response.sendWebsocket(
                        (in, out) -> {
                            in.withConnection(connection -> connections.add(connection.channel()));
                            return in.receive().asString().concatMap(message -> script.apply(message, out));
                        },
                        SPEC))
                .bindNow();
    }

    /** Returns an endpoint whose clients come back at once. */
    GatewayEndpoint.Builder endpoint() {
        return GatewayEndpoint.at(URI.create("ws://127.0.0.1:" + server.port() + "/"))
                .limits(GatewayEndpoint.Limits.DEFAULT.with(new Backoff(
                        Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(10))));
    }

    /** Resets the oldest connection, and waits until that is done. */
    void reset() throws InterruptedException {
        connections.take().close().sync();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}

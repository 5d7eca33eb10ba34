package org.oisp.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * One WebSocket connection, from its handshake to its end. Reads no faster than its owner processes messages; answers pings; pings a silent
 * gateway, and cuts the connection if it stays silent.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close closes the channel, which ends the connection
final class ClientConnection {

    /** The user of a connection. Called on the connection's event loop; must not block. */
    interface ConnectionOwner {
        void opened(ClientConnection clientConnection);

        /** Processes a text message. The next one is delivered when the result completes. */
        Mono<Void> received(ClientConnection clientConnection, byte[] message);
    }

    /** Time for the close frame to leave before the socket is closed. */
    private static final long FAREWELL_SECONDS = 2;

    private static final int NORMAL = 1000;

    private final GatewayEndpoint endpoint;
    private final WebsocketInbound in;
    private final ConnectionOwner connectionOwner;
    private final Channel channel;
    private volatile boolean registered;
    private volatile @Nullable String refusal;
    private volatile @Nullable ConnectionEnd localEnd;
    private long heardAt = System.nanoTime();

    private ClientConnection(GatewayEndpoint endpoint, WebsocketInbound in, ConnectionOwner connectionOwner) {
        this.endpoint = endpoint;
        this.in = in;
        this.connectionOwner = connectionOwner;
        Channel[] opened = new Channel[1];
        in.withConnection(connection -> opened[0] = connection.channel());
        this.channel = opened[0];
    }

    /** Connects and runs the connection until its end. Does not fail. */
    static Mono<ConnectionEnd> run(GatewayEndpoint endpoint, ConnectionOwner connectionOwner) {
        return endpoint.connect(in -> new ClientConnection(endpoint, in, connectionOwner).talk())
                .onErrorResume(failed -> Mono.just(FailureMessages.unreachable(failed)))
                .defaultIfEmpty(ConnectionEnd.of(ConnectionEnd.EndKind.CUT, "the connection was cut"));
    }

    private Mono<ConnectionEnd> talk() {
        in.aggregateFrames(endpoint.limits().maxMessageBytes());
        watch(endpoint.limits().liveness().silence());
        connectionOwner.opened(this);
        return in.receiveFrames()
                .handle(this::read)
                .concatMap(
                        message -> connectionOwner.received(this, message),
                        endpoint.limits().waitingActuations())
                .then(Mono.defer(this::ending))
                .onErrorResume(failed -> Mono.just(ended(FailureMessages.cut(failed))))
                .doFinally(signal -> channel.close());
    }

    private void read(WebSocketFrame frame, SynchronousSink<byte[]> messages) {
        heardAt = System.nanoTime();
        if (frame instanceof PingWebSocketFrame) {
            channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof TextWebSocketFrame) {
            messages.next(ByteBufUtil.getBytes(frame.content()));
        }
        // Other frames only show that the gateway is alive: the protocol has no binary messages.
    }

    private Mono<ConnectionEnd> ending() {
        return in.receiveCloseStatus()
                .map(status -> status.code() <= 0
                        ? ConnectionEnd.of(ConnectionEnd.EndKind.CUT, "the connection was cut")
                        : ConnectionEnd.closed(status.code(), text(status.reasonText()), registered, refusal))
                .defaultIfEmpty(ConnectionEnd.of(ConnectionEnd.EndKind.CUT, "the connection was cut"))
                .map(this::ended);
    }

    private static String text(@Nullable String reason) {
        return reason == null ? "" : reason;
    }

    /** Returns the reason for which this side ended the connection, if it did, otherwise the given end. */
    private ConnectionEnd ended(ConnectionEnd otherwise) {
        ConnectionEnd decided = localEnd;
        return decided == null ? otherwise : decided;
    }

    private void watch(Duration time) {
        channel.eventLoop().schedule(this::check, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void check() {
        if (!channel.isActive()) {
            return;
        }
        Duration idle = Duration.ofNanos(System.nanoTime() - heardAt);
        Duration silence = endpoint.limits().liveness().silence();
        Duration end = silence.plus(endpoint.limits().liveness().grace());
        if (idle.compareTo(end) >= 0) {
            cut(ConnectionEnd.of(ConnectionEnd.EndKind.SILENT, "nothing was heard for " + idle.toSeconds() + " s"));
        } else if (idle.compareTo(silence) >= 0) {
            channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
            watch(end.minus(idle));
        } else {
            watch(silence.minus(idle));
        }
    }

    /** Records that the device has received its 200. An answer before it no longer says why the connection ends. */
    void registered() {
        registered = true;
        refusal = null;
    }

    /** Records an answer other than 200; the close that follows tells what it means. */
    void refused(String answer) {
        refusal = answer;
    }

    /** Returns whether too many bytes wait to be written. Sending over a closed connection fails with its end, so it is not full. */
    boolean isFull() {
        return !channel.isWritable() && channel.isActive();
    }

    /** Sends a text. The future completes when the socket has taken it. Thread-safe. */
    ChannelFuture send(ByteBuf text) {
        return channel.writeAndFlush(new TextWebSocketFrame(text));
    }

    /** Sends as {@link #send} does, but after all that other threads have sent before, also when called on the event loop. */
    ChannelPromise sendInTurn(ByteBuf text) {
        ChannelPromise sent = channel.newPromise();
        channel.eventLoop().execute(() -> channel.writeAndFlush(new TextWebSocketFrame(text), sent));
        return sent;
    }

    /** Runs a task on the connection's event loop after a time; returns what cancels it. Thread-safe. */
    Runnable schedule(Runnable task, Duration time) {
        Future<?> scheduled = channel.eventLoop().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Cuts the connection without a close frame, and records why. Thread-safe. */
    void cut(ConnectionEnd why) {
        localEnd = why;
        channel.close();
    }

    /** Closes the connection with 1000. Thread-safe. */
    void leave() {
        localEnd = ConnectionEnd.of(ConnectionEnd.EndKind.CLOSED_LOCALLY, "closed by this side");
        // A peer that does not read keeps the close frame from leaving, so the wait is bounded.
        channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
        channel.writeAndFlush(new CloseWebSocketFrame(NORMAL, "")).addListener(ChannelFutureListener.CLOSE);
    }
}

package org.oisp.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Sends actuations to devices over one connection, as a dashboard does, and reconnects by itself when that ends.
 *
 * <p>The protocol does not tell a sender the outcome of an actuation. This class promises less: {@link #send} completes when the socket has
 * taken the actuation, and {@link #settled()} when the gateway has processed all that was sent before. The gateway does not answer wrong
 * credentials either. Nothing is queued: while there is no connection, or {@link GatewayEndpoint.Limits#maxPendingBytes()} wait to be
 * written, sending fails at once.
 *
 * <p>Actuations of one sender to one device arrive in the order in which they were sent. Thread-safe; uses no thread of its own.
 */
public final class ActuationSender implements AutoCloseable {

    private static final String PING = "{\"type\":\"ping\"}";

    private final ReconnectingConnection reconnectingConnection;
    private final byte[] begin;
    private final PendingReplies pendingReplies = new PendingReplies();

    private ActuationSender(GatewayEndpoint endpoint, String username, String password) {
        this.begin = ("{\"type\":\"actuation\",\"credentials\":{\"username\":" + OutgoingText.quoted(username)
                        + ",\"password\":" + OutgoingText.quoted(password) + "},\"body\":")
                .getBytes(StandardCharsets.UTF_8);
        this.reconnectingConnection = new ReconnectingConnection(endpoint, pendingReplies);
    }

    /**
     * Creates a sender that is not connected yet.
     *
     * @param endpoint the gateway
     * @param username the gateway's user name for senders
     * @param password the gateway's password for senders
     * @return the sender
     */
    public static ActuationSender of(GatewayEndpoint endpoint, String username, String password) {
        return new ActuationSender(endpoint, username, password);
    }

    /** Begins to connect. Further calls do nothing, also after the end. */
    public void start() {
        reconnectingConnection.start();
    }

    /**
     * Returns the sender's states, as {@link DeviceClient#states()}.
     *
     * @return the states; nothing before {@link #start()}. Does not fail
     */
    public Flux<ClientState> states() {
        return reconnectingConnection.states();
    }

    /**
     * Waits until the sender is connected.
     *
     * @return completes once the sender is connected; fails with a {@link GatewayClientException} if it ends before
     */
    public Mono<Void> connected() {
        return StateAwaiter.of(reconnectingConnection.states());
    }

    /**
     * Waits for the end of the sender.
     *
     * @return how its last connection ended
     */
    public Mono<ConnectionEnd> ended() {
        return StateAwaiter.end(reconnectingConnection.states());
    }

    /**
     * Sends an actuation.
     *
     * @param body the device and its command
     * @return completes when the socket has taken it; fails with a {@link GatewayClientException} if there is no connection or too much
     *     waits to be written, or with the socket's error
     */
    public Mono<Void> send(ActuationBody body) {
        return send(body.toJson());
    }

    /**
     * Sends an actuation whose body is made elsewhere.
     *
     * @param body a JSON object with an object {@code content}. It is not checked: if it is anything else, the gateway closes the
     *     connection (1003), and the sender reconnects
     * @return as {@link #send(ActuationBody)}
     */
    public Mono<Void> send(String body) {
        return Mono.create(done -> {
            ClientConnection open = reconnectingConnection.link();
            if (open == null) {
                done.error(disconnected());
            } else if (open.isFull()) {
                done.error(new GatewayClientException("too many bytes wait to be written", null));
            } else {
                open.send(message(body)).addListener(sent -> {
                    if (sent.isSuccess()) {
                        done.success();
                    } else {
                        done.error(sent.cause());
                    }
                });
            }
        });
    }

    private ByteBuf message(String body) {
        byte[] middle = body.getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(begin, begin.length + middle.length + 1);
        System.arraycopy(middle, 0, whole, begin.length, middle.length);
        whole[whole.length - 1] = '}';
        return Unpooled.wrappedBuffer(whole);
    }

    /**
     * Waits until the gateway has processed all that this sender has sent before: routed it, or found no device for it.
     *
     * @return completes with the gateway's answer to a ping that is sent now; fails with a {@link GatewayClientException} if there is no
     *     connection, if it ends before, or if too much waits to be written or answered
     */
    public Mono<Void> settled() {
        return Mono.create(answer -> {
            ClientConnection open = reconnectingConnection.link();
            if (open == null) {
                answer.error(disconnected());
            } else if (open.isFull()) {
                answer.error(new GatewayClientException("too many bytes wait to be written", null));
            } else {
                ask(open, answer);
            }
        });
    }

    private void ask(ClientConnection open, MonoSink<Void> answer) {
        ChannelFuture asked;
        PendingReplies.PendingReply pendingReply = new PendingReplies.PendingReply(open, answer);
        // When several threads ask at once, the queue must have the order of the frames.
        synchronized (pendingReplies) {
            if (!pendingReplies.add(pendingReply)) {
                answer.error(new GatewayClientException(
                        PendingReplies.MAX + " questions wait for the gateway's answers already", null));
                return;
            }
            asked = open.sendInTurn(OutgoingText.buffer(PING));
        }
        asked.addListener(sent -> {
            boolean closed = sent.cause() instanceof IOException;
            // If the connection has closed, its end fails all pending replies, with the reason.
            if (!sent.isSuccess() && !(closed && reconnectingConnection.link() == open)) {
                pendingReplies.fail(pendingReply, closed ? disconnected() : sent.cause());
            }
        });
    }

    private GatewayClientException disconnected() {
        ConnectionEnd last = reconnectingConnection.last();
        return new GatewayClientException("not connected" + (last == null ? "" : ": " + last.describe()), last);
    }

    /** Closes the connection, if there is one, with 1000, and does not reconnect. Does not block; {@link #ended()} tells the end. */
    @Override
    public void close() {
        reconnectingConnection.close();
    }
}

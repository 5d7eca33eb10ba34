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
 * A dashboard: sends actuations to devices over one connection, and comes back by itself when that ends.
 *
 * <p>The protocol tells a sender nothing of what became of an actuation. What is promised here is less: {@link #send} is complete when the
 * socket has taken the actuation, and {@link #settled()} when the gateway has worked off all that was sent before. Wrong credentials
 * are not answered either. Nothing is kept: while there is no connection, or
 * {@link GatewayEndpoint.Limits#maxPendingBytes()} wait to be written, sending fails at once.
 *
 * <p>Actuations of one sender to one device arrive in the order in which they were sent. Thread-safe; costs no thread of its own.
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
     * Makes a sender.
     *
     * @param endpoint the gateway
     * @param username what senders have to offer there
     * @param password what senders have to offer there
     * @return a sender that is not connected yet
     */
    public static ActuationSender of(GatewayEndpoint endpoint, String username, String password) {
        return new ActuationSender(endpoint, username, password);
    }

    /** Begins to connect. Once is enough; a sender that has ended stays so. */
    public void start() {
        reconnectingConnection.start();
    }

    /**
     * What the sender is doing, as {@link DeviceClient#states()}.
     *
     * @return the states; nothing before {@link #start()}. Does not fail
     */
    public Flux<ClientState> states() {
        return reconnectingConnection.states();
    }

    /**
     * Waits until the sender is connected.
     *
     * @return completes at once if it is, or as soon as it is; fails with a {@link GatewayClientException} if it ends before
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
     * @param body whom it is for, and what is to be done
     * @return completes when the socket has taken it; fails with a {@link GatewayClientException} if there is no connection or too much
     *     waits, or with what the socket said
     */
    public Mono<Void> send(ActuationBody body) {
        return send(body.toJson());
    }

    /**
     * Sends an actuation whose body is made elsewhere.
     *
     * @param body a JSON object with an object {@code content}. It is not looked at: the gateway closes the connection (1003) for one
     *     that is not, and the sender then comes back
     * @return as {@link #send(ActuationBody)}
     */
    public Mono<Void> send(String body) {
        return Mono.create(done -> {
            ClientConnection open = reconnectingConnection.link();
            if (open == null) {
                done.error(disconnected());
            } else if (!open.isWritable()) {
                done.error(new GatewayClientException("too much waits to be written", null));
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
     * Waits until the gateway has worked off all that this sender has sent before: routed it, or found that it goes nowhere.
     *
     * @return completes with the gateway's answer to a question that is sent now; fails with a {@link GatewayClientException} if there
     *     is no connection, if it ends before, or if too much waits to be written or to be answered
     */
    public Mono<Void> settled() {
        return Mono.create(answer -> {
            ClientConnection open = reconnectingConnection.link();
            if (open == null) {
                answer.error(disconnected());
            } else if (!open.isWritable()) {
                answer.error(new GatewayClientException("too much waits to be written", null));
            } else {
                ask(open, answer);
            }
        });
    }

    private void ask(ClientConnection open, MonoSink<Void> answer) {
        ChannelFuture asked;
        PendingReplies.PendingReply pendingReply = new PendingReplies.PendingReply(open, answer);
        // Of several who ask at once, the order of the questions is that of the frames.
        synchronized (pendingReplies) {
            if (!pendingReplies.add(pendingReply)) {
                answer.error(new GatewayClientException(
                        PendingReplies.MOST + " questions wait for the gateway's answers already", null));
                return;
            }
            asked = open.sendInTurn(OutgoingText.buffer(PING));
        }
        asked.addListener(sent -> {
            boolean closed = sent.cause() instanceof IOException;
            // Why it is closed is known when its end has come, which answers all questions.
            if (!sent.isSuccess() && !(closed && reconnectingConnection.link() == open)) {
                pendingReplies.fail(pendingReply, closed ? disconnected() : sent.cause());
            }
        });
    }

    private GatewayClientException disconnected() {
        ConnectionEnd last = reconnectingConnection.last();
        return new GatewayClientException("not connected" + (last == null ? "" : ": " + last.describe()), last);
    }

    /** Closes the connection, if there is one, with 1000, and stays away. Does not wait: {@link #ended()} tells. */
    @Override
    public void close() {
        reconnectingConnection.close();
    }
}

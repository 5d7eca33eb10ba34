package org.oisp.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Sends actuations to devices over one connection, as a dashboard does, and reconnects by itself when that ends.
 *
 * <p>A sender that asks for a receipt is told what became of an actuation: {@link #send(ActuationBody, ReceiptOptions)}. A sender that does
 * not ask is told nothing, wrong credentials included: {@link #send(ActuationBody)} completes when the socket has taken the actuation, and
 * {@link #settled()} when the gateway has processed all that was sent before. Nothing is queued: while there is no connection, or
 * {@link GatewayEndpoint.Limits#maxPendingBytes()} wait to be written, sending fails at once.
 *
 * <p>Actuations of one sender to one device arrive in the order in which they were sent. Thread-safe; uses no thread of its own.
 */
public final class ActuationSender implements AutoCloseable {

    private static final String PING = "{\"type\":\"ping\"}";
    private static final String HEAD = "{\"type\":\"actuation\",";

    /** How much longer than its timeout an outcome may take to arrive. */
    private static final Duration WAY = Duration.ofSeconds(5);

    private final ReconnectingConnection reconnectingConnection;
    private final byte[] begin;
    private final PendingReceipts pendingReceipts = new PendingReceipts();
    private final PendingReplies pendingReplies = new PendingReplies();

    private ActuationSender(GatewayEndpoint endpoint, String username, String password) {
        this.begin = ("\"credentials\":{\"username\":" + OutgoingText.quoted(username) + ",\"password\":"
                        + OutgoingText.quoted(password) + "},\"body\":")
                .getBytes(StandardCharsets.UTF_8);
        this.reconnectingConnection =
                new ReconnectingConnection(endpoint, new SenderRole(pendingReplies, pendingReceipts));
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
        return overLink((open, done) -> open.send(message(HEAD, body)).addListener(sent -> {
            if (sent.isSuccess()) {
                done.success();
            } else {
                done.error(sent.cause());
            }
        }));
    }

    /**
     * Sends an actuation, and waits for its outcome.
     *
     * @param body the device and its command
     * @param options what to be told, and within which time
     * @return the outcome, good or bad, once the gateway sends it. Fails with a
     *     {@link GatewayClientException} if nothing was sent: there is no connection, or it broke before the socket had taken the whole
     *     message, or too much waits to be written, or too many outcomes are awaited. Fails also if the outcome is unknown
     *     ({@link GatewayClientException#isOutcomeUnknown()}): the connection ended before the gateway told it, or the gateway told none
     *     within the timeout and 5 s more. A gateway that knows no receipts tells none. Emits on an event loop; subscribers must not block
     */
    public Mono<ActuationReceipt> send(ActuationBody body, ReceiptOptions options) {
        return send(body.toJson(), options);
    }

    /**
     * Sends an actuation whose body is made elsewhere, and waits for its outcome.
     *
     * @param body as for {@link #send(String)}
     * @param options what to be told, and within which time
     * @return as {@link #send(ActuationBody, ReceiptOptions)}
     */
    public Mono<ActuationReceipt> send(String body, ReceiptOptions options) {
        return overLink((open, answer) -> ask(open, body, options, answer));
    }

    private void ask(ClientConnection open, String body, ReceiptOptions options, MonoSink<ActuationReceipt> answer) {
        String id = pendingReceipts.add(open, answer);
        if (id == null) {
            answer.error(new GatewayClientException(PendingReceipts.MAX + " outcomes are awaited already", null));
            return;
        }
        Duration maxWait = options.timeout().plus(WAY);
        Runnable cancel = open.schedule(() -> pendingReceipts.fail(id, untold(maxWait)), maxWait);
        MonoSink<ActuationReceipt> unused = answer.onDispose(() -> {
            cancel.run();
            pendingReceipts.forget(id);
        });
        open.send(message(HEAD + options.members(id), body)).addListener(sent -> {
            if (!sent.isSuccess()) {
                pendingReceipts.fail(id, unsent(sent.cause()));
            }
        });
    }

    /** A write fails only if the socket has not taken the whole message, and the gateway does nothing with a part of one. */
    private static GatewayClientException unsent(Throwable failed) {
        ConnectionEnd why = FailureMessages.cut(failed);
        return new GatewayClientException("the socket did not take it: " + why.describe(), why);
    }

    private static GatewayClientException untold(Duration maxWait) {
        return new GatewayClientException(
                "the gateway told no outcome within " + maxWait.toSeconds() + " s, so that it is unknown", null, true);
    }

    private ByteBuf message(String head, String body) {
        byte[] first = head.getBytes(StandardCharsets.UTF_8);
        byte[] last = body.getBytes(StandardCharsets.UTF_8);
        // A copy, because Netty may mask the bytes where they are.
        byte[] whole = Arrays.copyOf(first, first.length + begin.length + last.length + 1);
        System.arraycopy(begin, 0, whole, first.length, begin.length);
        System.arraycopy(last, 0, whole, first.length + begin.length, last.length);
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
        return overLink(this::ask);
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

    /**
     * Returns how many outcomes came for which no actuation waited: a second time, or after the wait had ended. For tests and load.
     *
     * @return their number so far
     */
    public long strayReceipts() {
        return pendingReceipts.strays();
    }

    /** Calls the task once the caller subscribes. Fails instead if there is no connection, or too much waits to be written. */
    private <T> Mono<T> overLink(BiConsumer<ClientConnection, MonoSink<T>> task) {
        return Mono.create(answer -> {
            ClientConnection open = reconnectingConnection.link();
            if (open == null) {
                answer.error(disconnected());
            } else if (open.isFull()) {
                answer.error(new GatewayClientException("too many bytes wait to be written", null));
            } else {
                task.accept(open, answer);
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

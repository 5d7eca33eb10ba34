package org.oisp.gateway.server.management.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.management.http.ConnectionTable.Worth;
import reactor.netty.NettyPipeline;

/**
 * Bounds input that a client sends unasked: the rest of a body after its response, an incomplete or invalid request, pipelined
 * requests. Small and timely input has no effect; other input closes the connection after the response. Stands between the codec and
 * Reactor Netty's own handler. Confined to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
public final class RequestBounds extends ChannelDuplexHandler implements ConnectionTable.EvictableConnection {

    private final ManagementEvents events;
    private final RequestDeadline deadline;
    private final ConnectionTable table;
    private final Channel channel;
    private final String network;

    private final RequestProgress progress = new RequestProgress();

    /** Whether the current response is the last. */
    private boolean closing;
    /** Whether all further input and output is dropped. */
    private boolean over;

    private boolean readHeld;
    /** Response to an invalid request, due after the responses to earlier requests. */
    private @Nullable FinalResponse pendingError;
    /** Number of unanswered requests at which it is due: 1 if the invalid request itself is counted, since its head was valid, else 0. */
    private int owedAt;

    private RequestBounds(
            Channel channel, ConnectionSettings settings, ConnectionTable table, ManagementEvents events) {
        this.deadline = new RequestDeadline(settings.requestTimeout());
        this.events = events;
        this.table = table;
        this.channel = channel;
        this.network = PeerNetwork.nameOf(channel.remoteAddress());
    }

    /**
     * Adds the handlers that bound a connection and close it so that its last response arrives.
     *
     * @param pipeline of a new connection, as set up by Reactor Netty
     * @param settings the limits
     * @param table the open connections
     * @param events receives the connections that are closed
     */
    public static void addTo(
            ChannelPipeline pipeline, ConnectionSettings settings, ConnectionTable table, ManagementEvents events) {
        RequestBounds bounds = new RequestBounds(pipeline.channel(), settings, table, events);
        pipeline.addBefore(NettyPipeline.HttpTrafficHandler, null, bounds);
        pipeline.addBefore(NettyPipeline.HttpCodec, null, bounds.new FirstByte());
        pipeline.addFirst(new LingeringClose(settings.closeTimeout()));
        table.add(pipeline.channel(), bounds);
    }

    @Override
    public String network() {
        return network;
    }

    @Override
    public Worth worth() {
        if (progress.isEndless()) {
            return Worth.WATCHING;
        }
        if (over || progress.unanswered() == 0 || progress.isUnfinished()) {
            return Worth.IDLE;
        }
        return progress.isAnswering() && !channel.isWritable() ? Worth.UNREAD : Worth.WAITING;
    }

    /** Sends an error first, unless a response has begun or the connection is idle after one. */
    @Override
    public void evict() {
        events.cut(ManagementCloseReason.TOO_MANY_CONNECTIONS);
        boolean isAnswered = !over
                && !progress.isAnswering()
                && (progress.unanswered() > 0 || !progress.isAnsweredBefore() || deadline.isRunning());
        over = true;
        deadline.stop();
        @Nullable ChannelHandlerContext ctx = channel.pipeline().context(this);
        if (isAnswered && ctx != null) {
            (progress.isBegun() ? FinalResponse.CROWDED_WHILE_WAITING : FinalResponse.CROWDED).send(ctx);
        }
        LingeringClose.cut(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            if (progress.isEndless()) {
                ReferenceCountUtil.release(message);
                cut(ctx, ManagementCloseReason.PIPELINED);
                return;
            }
            FinalResponse wrong = MalformedRequest.answer(request);
            if (wrong != null) {
                ReferenceCountUtil.release(message);
                refuse(ctx, wrong, 0);
                return;
            }
            table.used(this);
            progress.begin(request);
        }
        if (message instanceof HttpContent content) {
            receive(ctx, content);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** Stops reading requests, since the input after an invalid one cannot be parsed. Earlier requests are answered first. */
    private void refuse(ChannelHandlerContext ctx, FinalResponse wrong, int dueAt) {
        events.malformed(network, wrong.what());
        pendingError = wrong;
        owedAt = dueAt;
        progress.received();
        deadline.stop();
        if (progress.unanswered() > dueAt) {
            return;
        }
        if (progress.isAnswering()) {
            LingeringClose.cut(channel);
        } else {
            end(ctx, wrong);
        }
    }

    private void end(ChannelHandlerContext ctx, FinalResponse answer) {
        over = true;
        deadline.stop();
        answer.send(ctx).addListener(written -> ctx.close());
    }

    private void receive(ChannelHandlerContext ctx, HttpContent content) {
        if (pendingError != null) {
            content.release();
            return;
        }
        if (progress.isWanted() && content.decoderResult().isFailure()) {
            content.release();
            refuse(ctx, FinalResponse.MALFORMED, 1);
            return;
        }
        if (content instanceof LastHttpContent) {
            progress.received();
            deadline.stop();
        }
        if (progress.body(content.content().readableBytes())) {
            ctx.fireChannelRead(content);
        } else {
            discard(ctx, content);
        }
    }

    /** Discards a part of the body of an answered request. */
    private void discard(ChannelHandlerContext ctx, HttpContent content) {
        content.release();
        if (progress.isTooMuchUnwanted() || content.decoderResult().isFailure()) {
            cut(ctx, ManagementCloseReason.UNWANTED_BODY);
        } else if (content instanceof LastHttpContent) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (over) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                progress.continued();
                ctx.write(message, promise);
                return;
            }
            if (progress.answer(response, message instanceof LastHttpContent)) {
                HttpUtil.setKeepAlive(response, false);
            }
            closing = !HttpUtil.isKeepAlive(response);
        }
        if (message instanceof LastHttpContent) {
            ChannelPromise written = promise.unvoid();
            ctx.write(message, written);
            answered(ctx, written);
        } else {
            ctx.write(message, promise);
        }
        if (progress.isEndless() && progress.unanswered() > 1) {
            // Their responses would never be sent.
            cut(ctx, ManagementCloseReason.PIPELINED);
        }
    }

    private void answered(ChannelHandlerContext ctx, ChannelPromise written) {
        progress.answered();
        table.used(this);
        if (closing) {
            over = true;
            deadline.stop();
            written.addListener(done -> ctx.close());
            return;
        }
        if (pendingError != null && progress.unanswered() <= owedAt) {
            end(ctx, pendingError);
            return;
        }
        if (progress.unanswered() == 0 && progress.isReceiving()) {
            ctx.channel().config().setAutoRead(true);
        }
        if (readHeld && !progress.isFull()) {
            readHeld = false;
            ctx.read();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        readHeld = progress.isFull() && !over;
        if (!readHeld) {
            ctx.read();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        over = true;
        deadline.stop();
        ctx.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        deadline.stop();
        ctx.fireChannelInactive();
    }

    private void cut(ChannelHandlerContext ctx, ManagementCloseReason why) {
        events.cut(why);
        boolean inTheMiddle = progress.isAnswering();
        over = true;
        deadline.stop();
        if (inTheMiddle) {
            LingeringClose.cut(ctx.channel());
        } else {
            ctx.close();
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        boolean first = progress.unanswered() == 0 && !progress.isAnsweredBefore();
        if (first || progress.isUnfinished()) {
            events.cut(ManagementCloseReason.SLOW_REQUEST);
            end(ctx, FinalResponse.LATE);
        } else {
            // The request is answered already, or the connection seems idle after its last response.
            cut(ctx, ManagementCloseReason.SLOW_REQUEST);
        }
    }

    /** Notices the first byte of a request, since the codec does not report an incomplete head. */
    private final class FirstByte extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!over) {
                ChannelHandlerContext bounds = ctx.pipeline().context(RequestBounds.this);
                deadline.start(bounds, () -> expire(bounds));
            }
            ctx.fireChannelRead(message);
        }
    }
}

package org.oisp.gateway.server.management.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.accept.PeerNetwork;
import reactor.netty.NettyPipeline;

/**
 * Bounds input that a client sends unasked: the rest of a body after its response, an incomplete or invalid request, pipelined
 * requests. Small and timely input has no effect; other input closes the connection after the response. Stands between the codec and
 * Reactor Netty's own handler. Confined to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
public final class RequestBounds extends ChannelDuplexHandler {

    /** Bytes of a remaining body that are read and discarded to keep the connection for the next request. */
    static final long MAX_UNWANTED_BYTES = 64 * 1024;

    /** Requests that may wait for earlier responses. Beyond this number the connection is not read. */
    static final int MAX_PIPELINED = 16;

    private final ManagementEvents events;
    private final RequestDeadline deadline;
    private final ConnectionTable table;
    private final Channel channel;
    private final String network;

    /** Requests without a complete response; the last of them may be incomplete. */
    private int unanswered;
    /** Whether the newest request is incomplete. */
    private boolean receiving;

    private boolean continueOwed;
    private long announced;
    private long unwanted;
    /** Body bytes of requests that wait for earlier responses. */
    private long waiting;
    /** Whether the response to the oldest such request has begun. */
    private boolean answering;

    private boolean endless;
    private boolean answeredBefore;
    /** Whether the current response is the last. */
    private boolean closing;
    /** Whether all further input and output is dropped. */
    private boolean over;

    private boolean readHeld;
    /** Response to an invalid request, due after the responses to earlier requests. */
    private @Nullable FinalResponse owed;
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

    /** The client's address, or its IPv6 network of 64 bits. */
    String network() {
        return network;
    }

    /** Returns what the connection is doing. */
    ConnectionTable.Worth worth() {
        if (endless) {
            return ConnectionTable.Worth.WATCHING;
        }
        if (over || unanswered == 0 || isUnfinished()) {
            return ConnectionTable.Worth.IDLE;
        }
        return answering && !channel.isWritable() ? ConnectionTable.Worth.UNREAD : ConnectionTable.Worth.WAITING;
    }

    /**
     * Closes the connection at once to make room. Sends an error first, unless a response has begun or the connection is idle after
     * one.
     */
    void evict() {
        events.cut(ManagementCut.TOO_MANY_CONNECTIONS);
        boolean told = !over && !answering && (unanswered > 0 || !answeredBefore || deadline.isRunning());
        over = true;
        deadline.stop();
        @Nullable ChannelHandlerContext ctx = channel.pipeline().context(this);
        if (told && ctx != null) {
            FinalResponse.CROWDED.send(ctx);
        }
        LingeringClose.cut(channel);
    }

    private boolean isUnfinished() {
        return unanswered == 1 && receiving && !answering;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            if (endless) {
                ReferenceCountUtil.release(message);
                cut(ctx, ManagementCut.PIPELINED);
                return;
            }
            FinalResponse wrong = MalformedRequest.answer(request);
            if (wrong != null) {
                ReferenceCountUtil.release(message);
                refuse(ctx, wrong, 0);
                return;
            }
            begin(request);
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
        owed = wrong;
        owedAt = dueAt;
        receiving = false;
        deadline.stop();
        if (unanswered > dueAt) {
            return;
        }
        if (answering) {
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

    private void begin(HttpRequest request) {
        table.used(this);
        unanswered++;
        receiving = true;
        unwanted = 0;
        continueOwed = HttpUtil.is100ContinueExpected(request);
        announced = HttpUtil.getContentLength(request, 0L);
    }

    private void receive(ChannelHandlerContext ctx, HttpContent content) {
        if (owed != null) {
            content.release();
            return;
        }
        if (receiving && unanswered > 0 && content.decoderResult().isFailure()) {
            content.release();
            refuse(ctx, FinalResponse.MALFORMED, 1);
            return;
        }
        if (content instanceof LastHttpContent) {
            receiving = false;
            deadline.stop();
        }
        int bytes = content.content().readableBytes();
        if (unanswered == 0) {
            unwanted += bytes;
            discard(ctx, content);
            return;
        }
        announced -= bytes;
        waiting += unanswered > 1 ? bytes : 0;
        ctx.fireChannelRead(content);
    }

    /** Discards a part of the body of an answered request. */
    private void discard(ChannelHandlerContext ctx, HttpContent content) {
        content.release();
        if (unwanted > MAX_UNWANTED_BYTES || content.decoderResult().isFailure()) {
            cut(ctx, ManagementCut.UNWANTED_BODY);
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
                continueOwed = false;
                ctx.write(message, promise);
                return;
            }
            answer(response, message instanceof LastHttpContent);
        }
        if (message instanceof LastHttpContent) {
            ChannelPromise written = promise.unvoid();
            ctx.write(message, written);
            answered(ctx, written);
        } else {
            ctx.write(message, promise);
        }
        if (endless && unanswered > 1) {
            // Their responses would never be sent.
            cut(ctx, ManagementCut.PIPELINED);
        }
    }

    private void answer(HttpResponse response, boolean whole) {
        answering = true;
        endless = !whole
                && response.headers().contains(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM, true);
        // A client that waits for 100 may now send the body, or omit it and send the next request (RFC 9110, 10.1.1).
        if (receiving && unanswered == 1 && (continueOwed || announced > MAX_UNWANTED_BYTES)) {
            HttpUtil.setKeepAlive(response, false);
        }
        closing = !HttpUtil.isKeepAlive(response);
    }

    private void answered(ChannelHandlerContext ctx, ChannelPromise written) {
        answering = false;
        endless = false;
        answeredBefore = true;
        unanswered = Math.max(0, unanswered - 1);
        table.used(this);
        if (closing) {
            over = true;
            deadline.stop();
            written.addListener(done -> ctx.close());
            return;
        }
        if (owed != null && unanswered <= owedAt) {
            end(ctx, owed);
            return;
        }
        waiting = unanswered > 1 ? waiting : 0;
        if (unanswered == 0 && receiving) {
            ctx.channel().config().setAutoRead(true);
        }
        if (readHeld && !isFull()) {
            readHeld = false;
            ctx.read();
        }
    }

    /** Reactor Netty holds waiting requests in memory. */
    private boolean isFull() {
        return unanswered > MAX_PIPELINED || waiting > MAX_UNWANTED_BYTES;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        readHeld = isFull() && !over;
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

    private void cut(ChannelHandlerContext ctx, ManagementCut why) {
        events.cut(why);
        boolean inTheMiddle = answering;
        over = true;
        deadline.stop();
        if (inTheMiddle) {
            LingeringClose.cut(ctx.channel());
        } else {
            ctx.close();
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        boolean first = unanswered == 0 && !answeredBefore;
        if (first || isUnfinished()) {
            events.cut(ManagementCut.SLOW_REQUEST);
            end(ctx, FinalResponse.LATE);
        } else {
            // The request is answered already, or the connection seems idle after its last response.
            cut(ctx, ManagementCut.SLOW_REQUEST);
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

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
 * Bounds what a client may send that nobody has asked for: the rest of a body behind its answer, a request that does not come to its
 * end, or cannot be read, requests behind others that are not answered yet. What is small and in time goes unnoticed, and its connection
 * stays open; what is not costs the connection, after the answer. Stands between the codec and Reactor Netty's own handler.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
public final class RequestBounds extends ChannelDuplexHandler {

    /** The rest of a body that is read, and thrown away, to keep the connection for the next request. */
    static final long MAX_UNWANTED_BYTES = 64 * 1024;

    /** Requests that may wait for the answers to those before them; more are not read meanwhile. */
    static final int MAX_PIPELINED = 16;

    private final ManagementEvents events;
    private final RequestDeadline deadline;
    private final ConnectionTable table;
    private final Channel channel;
    private final String network;

    /** Requests that have come, of which the last may not be whole, and whose answers are not written to their end. */
    private int unanswered;
    /** Of the newest request. */
    private boolean receiving;

    private boolean continueOwed;
    private long announced;
    private long unwanted;
    /** Of bodies that wait behind requests without an answer. */
    private long waiting;
    /** Of the oldest request without an answer: its head is written. */
    private boolean answering;

    private boolean endless;
    private boolean answeredBefore;
    /** The answer that is being written is the last. */
    private boolean closing;
    /** Nothing is taken in or written any more. */
    private boolean over;

    private boolean readHeld;
    /** To a request that cannot be read, behind those before it. */
    private @Nullable FinalResponse owed;
    /** Requests without an answer that there may be when it is due: the one that is to have it, if its head was good. */
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
     * Bounds a connection, and has it closed so that its last answer arrives.
     *
     * @param pipeline of a new connection, as Reactor Netty has filled it
     * @param settings the bounds
     * @param table the connections that there are
     * @param events told of those who are over
     */
    public static void addTo(
            ChannelPipeline pipeline, ConnectionSettings settings, ConnectionTable table, ManagementEvents events) {
        RequestBounds bounds = new RequestBounds(pipeline.channel(), settings, table, events);
        pipeline.addBefore(NettyPipeline.HttpTrafficHandler, null, bounds);
        pipeline.addBefore(NettyPipeline.HttpCodec, null, bounds.new FirstByte());
        pipeline.addFirst(new LingeringClose(settings.closeTimeout()));
        table.add(pipeline.channel(), bounds);
    }

    /** Whose it is. */
    String network() {
        return network;
    }

    /** What it does just now. */
    ConnectionTable.Worth worth() {
        if (endless) {
            return ConnectionTable.Worth.WATCHING;
        }
        if (over || unanswered == 0 || isUnfinished()) {
            return ConnectionTable.Worth.IDLE;
        }
        return answering && !channel.isWritable() ? ConnectionTable.Worth.UNREAD : ConnectionTable.Worth.WAITING;
    }

    /** Closes it at once, as its place is another's now; says so to whoever is owed an answer that has not begun. */
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

    /** Nothing that comes behind it can be told apart; what came before it is answered first. */
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

    /** Of a body whose request is answered. */
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
            // They would never be answered.
            cut(ctx, ManagementCut.PIPELINED);
        }
    }

    private void answer(HttpResponse response, boolean whole) {
        answering = true;
        endless = !whole
                && response.headers().contains(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM, true);
        // Whoever waits for 100 may send the body now, or leave it out and send the next request (RFC 9110, 10.1.1).
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

    /** What waits is kept in memory, by whoever answers. */
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
            // Answered already, or idle behind its last answer as far as anybody can tell.
            cut(ctx, ManagementCut.SLOW_REQUEST);
        }
    }

    /** Sees when a request begins: the codec says nothing of half a head. */
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

package org.oisp.gateway.server.management.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long the request that is coming in may take, from its first byte to its last. Used on the connection's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class RequestDeadline {

    private static final String LATE = "{\"error\":\"the request did not come in time\"}";

    private final Duration most;
    private @Nullable Future<?> running;

    RequestDeadline(Duration most) {
        this.most = most;
    }

    /** Begins; one that has begun goes on. */
    void start(ChannelHandlerContext ctx, Runnable expired) {
        if (running == null) {
            running = ctx.executor().schedule(expired, most.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }

    /** Answers 408 and closes. */
    static void answer(ChannelHandlerContext ctx) {
        DefaultFullHttpResponse late = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT, ByteBufUtil.writeAscii(ctx.alloc(), LATE));
        late.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, LATE.length())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(late).addListener(written -> ctx.close());
    }
}

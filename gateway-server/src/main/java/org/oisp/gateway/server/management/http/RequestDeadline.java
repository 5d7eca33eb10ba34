package org.oisp.gateway.server.management.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timeout of the incoming request, from its first byte to its last. Confined to the connection's event loop. */
final class RequestDeadline {

    private final Duration max;
    private @Nullable Future<?> running;

    RequestDeadline(Duration max) {
        this.max = max;
    }

    /** Starts the timeout, unless it is running. */
    void start(ChannelHandlerContext ctx, Runnable expired) {
        if (running == null) {
            running = ctx.executor().schedule(expired, max.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    boolean isRunning() {
        return running != null;
    }

    void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }
}

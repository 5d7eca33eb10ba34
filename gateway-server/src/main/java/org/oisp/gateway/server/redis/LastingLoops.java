package org.oisp.gateway.server.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of all connections to Redis. They stay until {@link #end}, whichever client is closed: by default the last client takes
 * them along, and attempts that were just cancelled could not be completed.
 */
final class LastingLoops implements EventLoopGroupProvider {

    private final EventLoopGroupProvider loops;

    LastingLoops(int threads) {
        this.loops = new DefaultEventLoopGroupProvider(threads);
    }

    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return loops.allocate(type);
    }

    @Override
    public int threadPoolSize() {
        return loops.threadPoolSize();
    }

    @Override
    public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    /** Ends the threads. */
    Future<Boolean> end(long quietPeriod, long timeout, TimeUnit unit) {
        return loops.shutdown(quietPeriod, timeout, unit);
    }
}

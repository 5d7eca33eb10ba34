package org.oisp.gateway.server.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of all connections to Redis. They stay until {@link #end}, whichever client is closed: by default the last client takes
 * them along, and attempts that were just cancelled could not be completed.
 */
final class LastingLoops implements EventLoopGroupProvider {

    private final EventLoopGroupProvider loops;

    /** One use of each kind of loops, beside those of the clients. */
    private final ConcurrentMap<Class<? extends EventLoopGroup>, EventLoopGroup> held = new ConcurrentHashMap<>();

    LastingLoops(int threads) {
        this.loops = new DefaultEventLoopGroupProvider(threads);
    }

    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        EventLoopGroup unused = held.computeIfAbsent(type, first -> loops.allocate(type));
        return loops.allocate(type);
    }

    @Override
    public int threadPoolSize() {
        return loops.threadPoolSize();
    }

    @Override
    public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
        return loops.release(group, quietPeriod, timeout, unit);
    }

    /** Does nothing: a client that is closed ends nothing of the others'. */
    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    /** Ends the threads, once all clients are closed. */
    Future<Boolean> end(long quietPeriod, long timeout, TimeUnit unit) {
        return loops.shutdown(quietPeriod, timeout, unit);
    }
}

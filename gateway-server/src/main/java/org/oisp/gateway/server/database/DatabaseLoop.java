package org.oisp.gateway.server.database;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/**
 * The event loop of all connections to the database; one thread. The driver makes a name resolver for each connection, and each resolver
 * asks to be told of the loop's end. An ordinary loop keeps all of them for ever, a few kilobytes for each attempt to connect while the
 * database is away.
 */
final class DatabaseLoop implements LoopResources {

    private final EventLoopGroup group;

    /** Starts its thread with the first connection. */
    DatabaseLoop(String threadName) {
        Executor threads = work -> {
            Thread thread = new LoopThread(work, threadName);
            thread.setDaemon(true);
            thread.start();
        };
        EventLoopGroup preferred =
                new Group(threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        // Reactor Netty may be told to use another transport than epoll: then it has no channels of epoll.
        boolean suitable =
                !Epoll.isAvailable() || onChannelClass(SocketChannel.class, preferred) == EpollSocketChannel.class;
        if (suitable) {
            this.group = preferred;
        } else {
            var unused = preferred.shutdownGracefully();
            this.group = new Group(threads, NioIoHandler.newFactory());
        }
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return group;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public boolean daemon() {
        return true;
    }

    @Override
    public boolean isDisposed() {
        return group.isShuttingDown();
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.create(
                sink -> group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .addListener(end -> sink.success()));
    }

    /** A thread of which Reactor knows that it must not block. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
        LoopThread(Runnable work, String name) {
            super(work, name);
        }
    }

    private static final class Group extends MultiThreadIoEventLoopGroup {
        Group(Executor threads, IoHandlerFactory handlers) {
            super(1, threads, handlers);
        }

        @Override
        protected IoEventLoop newChild(Executor threads, IoHandlerFactory handlers, Object... unused) {
            return new Loop(this, threads, handlers);
        }
    }

    private static final class Loop extends SingleThreadIoEventLoop {

        private boolean asked;

        Loop(IoEventLoopGroup group, Executor threads, IoHandlerFactory handlers) {
            super(group, threads, handlers);
        }

        /**
         * Returns the true future to the group, which asks first. Others get one that nobody completes, so that it does not keep them: only
         * resolvers ask, and their channels are closed by the loop when it ends.
         */
        @Override
        public synchronized Future<?> terminationFuture() {
            if (!asked || isTerminated()) {
                asked = true;
                return super.terminationFuture();
            }
            return new DefaultPromise<Void>(GlobalEventExecutor.INSTANCE);
        }
    }
}

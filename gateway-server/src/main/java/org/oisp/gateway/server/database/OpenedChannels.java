package org.oisp.gateway.server.database;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import reactor.netty.resources.LoopResources;

/**
 * The sockets that the driver opens for one attempt to connect. The driver forgets them if the attempt is cancelled, as at a timeout, and a
 * server that was only slow would keep a session for each. Thread-safe.
 *
 * <p>Equal to any other on the same event loops, since Reactor Netty remembers a resolver for each {@link LoopResources} that it has seen.
 */
final class OpenedChannels implements LoopResources {

    private final LoopResources loops;
    private final boolean bound;
    private final List<Channel> channels = new ArrayList<>();
    private boolean kept;
    private boolean closed;

    /** Creates channels on these event loops, which are not closed here; {@code bound}: a server that does not use SCRAM is refused. */
    OpenedChannels(LoopResources loops, boolean bound) {
        this.loops = loops;
        this.bound = bound;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        C channel = loops.onChannel(type, group);
        if (bound && channel instanceof SocketChannel) {
            // The driver puts TLS in front of it.
            channel.pipeline().addLast(new RequiredChannelBinding());
        }
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late && !kept) {
                channels.add(channel);
            }
        }
        if (late) {
            close(channel);
        }
        return channel;
    }

    /** Leaves the sockets to the connection that was made of them. */
    synchronized void keep() {
        kept = !closed;
        channels.clear();
    }

    /** Closes the sockets, unless they are kept. */
    void close() {
        List<Channel> open;
        synchronized (this) {
            if (kept) {
                return;
            }
            closed = true;
            open = List.copyOf(channels);
            channels.clear();
        }
        open.forEach(OpenedChannels::close);
    }

    private static void close(Channel channel) {
        boolean stopping = channel.isRegistered() && channel.eventLoop().isShuttingDown();
        if (channel.isOpen() && !stopping) {
            // Netty calls this as soon as the channel is registered: an unregistered one is still being set up by
            // another thread.
            channel.pipeline().addFirst(new ChannelHandlerAdapter() {
                @Override
                public void handlerAdded(ChannelHandlerContext context) {
                    var unused = context.close();
                }
            });
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpenedChannels another && another.loops.equals(loops);
    }

    @Override
    public int hashCode() {
        return loops.hashCode();
    }

    @Override
    public boolean daemon() {
        return loops.daemon();
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return loops.onChannelClass(type, group);
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return loops.onClient(useNative);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(useNative);
    }
}

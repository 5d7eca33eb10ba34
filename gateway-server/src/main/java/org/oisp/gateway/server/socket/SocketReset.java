package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;

/**
 * Keeps old bytes from arriving late. The kernel goes on sending what a closed connection has left, for some fifteen minutes if the peer
 * does not answer: a device whose cable comes back would get commands that its sender was told it did not get.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
final class SocketReset {

    private SocketReset() {}

    /** Closes a channel that is given up, and has the kernel discard what it still holds for the peer. Called on any thread. */
    static void close(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closed) {
            // Nothing is left to discard.
        }
        channel.close();
    }

    /**
     * Has the kernel reset the connection if the peer acknowledges nothing for so long. Does nothing on systems without
     * {@code TCP_USER_TIMEOUT}: the keepalive then finds such a peer, some time later.
     */
    static void afterSilence(Channel channel, Duration unacknowledged) {
        if (!unacknowledged.isZero() && channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) unacknowledged.toMillis());
        }
    }
}

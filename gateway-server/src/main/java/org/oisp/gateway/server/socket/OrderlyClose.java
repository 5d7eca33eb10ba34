package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes this side of a connection after its last bytes, and the channel once the peer has closed its side (RFC 9112, 9.6). If the channel
 * were closed at once, the kernel would answer further input with a reset, which may overtake the last bytes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
final class OrderlyClose {

    private OrderlyClose() {}

    /**
     * Closes this side after the last write, and the channel once the peer has closed its side, the timeout is over or the peer has sent
     * more than is discarded. Called on the event loop.
     */
    static void after(ChannelFuture lastWrite, Channel channel, Duration timeout) {
        channel.pipeline().addFirst(new DiscardLimit());
        // Reads on, to see the peer's end and to discard what precedes it.
        channel.config().setAutoRead(true);
        lastWrite.addListener(written -> {
            if (written.isSuccess()) {
                // Not while TLS is decoding: the rest of its input would fail, and end the socket.
                channel.eventLoop().execute(() -> endOutput(channel));
            } else {
                channel.close();
            }
        });
        Future<?> deadline =
                channel.eventLoop().schedule(() -> SocketReset.close(channel), timeout.toNanos(), TimeUnit.NANOSECONDS);
        // Otherwise the timer would keep the channel and its objects in memory until then.
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
    }

    private static void endOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            // Otherwise the peer could not know that these were the last bytes (RFC 8446, 6.1).
            tls.closeOutbound().addListener(done -> ((DuplexChannel) channel).shutdownOutput());
        }
    }
}

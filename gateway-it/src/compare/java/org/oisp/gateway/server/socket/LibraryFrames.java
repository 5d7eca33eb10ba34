package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Utf8;

/**
 * What the device port would be with Netty's frames: Netty's handlers, and behind them one that gives the session its messages. Has none of
 * the bounds of {@link FrameDecoder}: see docs/decisions/001.
 */
final class LibraryFrames extends ChannelInboundHandlerAdapter {

    private final SocketContext context;
    private final DeviceSocket socket;
    private final boolean validated;

    private LibraryFrames(SocketContext context, DeviceSocket socket, boolean validated) {
        this.context = context;
        this.socket = socket;
        this.validated = validated;
    }

    /**
     * Adds the handlers.
     *
     * @param whole with those for fragments and UTF-8; without, the least that can take a text in one frame
     */
    static void addTo(EmbeddedChannel channel, SocketContext context, DeviceSocket socket, boolean whole) {
        channel.pipeline()
                .addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(true)
                        .allowExtensions(false)
                        .maxFramePayloadLength(context.settings().maxFrameBytes())
                        .build()));
        if (whole) {
            channel.pipeline()
                    .addLast(
                            new Utf8FrameValidator(),
                            new WebSocketFrameAggregator(context.settings().maxMessageBytes()));
        }
        channel.pipeline().addLast(new LibraryFrames(context, socket, whole));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (!(frame instanceof TextWebSocketFrame text)) {
            ctx.fireChannelRead(frame);
            return;
        }
        socket.heard();
        ByteBuf content = text.content();
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        text.release();
        if (!validated && !Utf8.isValid(bytes, 0, bytes.length)) {
            ctx.fireChannelRead(new Inbound.PeerClosed(CloseFrame.INVALID_TEXT));
            return;
        }
        Inbound decoded = context.reader().read(new ByteSlice(bytes, 0, bytes.length), socket.lastHeardNanos());
        socket.spoke();
        ctx.fireChannelRead(decoded);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        socket.readComplete();
        ctx.fireChannelReadComplete();
    }
}

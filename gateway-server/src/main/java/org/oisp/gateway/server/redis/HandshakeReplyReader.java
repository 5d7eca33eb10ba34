package org.oisp.gateway.server.redis;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the first reply on a new connection and reports it if Redis refuses the connection or the server is not a Redis. Redis sends its
 * reason and then closes, as with too many clients; Lettuce may notice the close first and report only that. Removes itself after the
 * first reply.
 */
final class HandshakeReplyReader extends ChannelInboundHandlerAdapter {

    /** Longer than any error message of Redis; longer text is cut. */
    private static final int MAX_LENGTH = 512;

    /** The first bytes of a TLS alert: its content type, then the major version of any record (RFC 8446, 5.1 and B.1). */
    private static final int TLS_ALERT = 0x15;

    private static final int TLS_VERSION = 0x03;

    private final Consumer<String> refusal;
    private final StringBuilder error = new StringBuilder();

    private HandshakeReplyReader(Consumer<String> refusal) {
        this.refusal = refusal;
    }

    /** Adds a reader to a connection that is being opened; behind the TLS handler, if there is one. */
    static void on(Channel channel, Consumer<String> refusal) {
        ChannelHandlerContext handshake = channel.pipeline().context(RedisHandshakeHandler.class);
        if (handshake != null) {
            channel.pipeline().addBefore(handshake.name(), null, new HandshakeReplyReader(refusal));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!(message instanceof ByteBuf bytes) || isOver(bytes)) {
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    private boolean isOver(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            return false;
        }
        int start = bytes.readerIndex();
        if (error.length() == 0) {
            int first = bytes.getUnsignedByte(start);
            switch (first) {
                case '-' -> start++;
                case '+', ':', '$', '*', '%', '_', '>', '#' -> {
                    return true;
                }
                default -> {
                    boolean tls = first == TLS_ALERT
                            && (bytes.readableBytes() < 2 || bytes.getUnsignedByte(start + 1) == TLS_VERSION);
                    refusal.accept(
                            tls
                                    ? "it expects TLS, but the gateway connects without it"
                                    : "the server there is not Redis");
                    return true;
                }
            }
        }
        int end = bytes.indexOf(start, bytes.writerIndex(), (byte) '\r');
        int length = Math.min((end < 0 ? bytes.writerIndex() : end) - start, MAX_LENGTH - error.length());
        error.append(bytes.toString(start, length, StandardCharsets.UTF_8));
        // Reports partial text too: the connection may end within it.
        refusal.accept(error.toString());
        return end >= 0 || error.length() >= MAX_LENGTH;
    }
}

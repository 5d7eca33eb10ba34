package org.oisp.gateway.server.socket.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.origin.PeerAddress;

/**
 * Detects TLS from a connection's first bytes and then installs the TLS handler, so that a silent connection costs no TLS session.
 * Handlers behind this one learn the result by {@link #isPassed} and {@link #refusal}.
 */
public final class TlsGate extends ByteToMessageDecoder {

    /** Type, version and length of a TLS record (RFC 8446, 5.1). */
    private static final int RECORD_HEADER = 5;

    private static final Object PLAIN = "connects without TLS, which is allowed";
    private static final Errors ERRORS = new Errors();

    private final DeviceTls tls;
    private final HeldMemory memory;
    private final boolean fromThisProcess;
    private boolean refused;

    /**
     * Creates the gate of one connection.
     *
     * @param tls the TLS configuration of the port
     * @param memory charged for incomplete records
     * @param fromThisProcess whether this process opened the connection, which then needs no client certificate
     */
    public TlsGate(DeviceTls tls, HeldMemory memory, boolean fromThisProcess) {
        this.tls = tls;
        this.memory = memory;
        this.fromThisProcess = fromThisProcess;
    }

    /**
     * Returns whether an event says that the connection may be used from now on.
     *
     * @param event a user event of the pipeline
     * @param ctx the handler context that received the event
     * @return true once the TLS handshake is complete, or if the peer may connect without TLS
     */
    public boolean isPassed(Object event, ChannelHandlerContext ctx) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            tls.secured(ctx.channel());
            return true;
        }
        return event == PLAIN;
    }

    /**
     * Returns why TLS failed, if an event says so.
     *
     * @param event a user event of the pipeline
     * @return the reason, in the words of the TLS library or of the peer's alert; null for other events
     */
    public static @Nullable String refusal(Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake) || handshake.isSuccess()) {
            return null;
        }
        Throwable cause = handshake.cause();
        if (cause instanceof ClosedChannelException) {
            return "the peer closed during the TLS handshake; perhaps it does not trust the certificate";
        }
        Throwable root = root(cause);
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /** Returns the first cause; if causes form a circle, one of them. */
    private static Throwable root(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable root = failure;
        while (root.getCause() != null && seen.add(root)) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < RECORD_HEADER) {
            return;
        }
        if (SslHandler.isEncrypted(in, false)) {
            SslHandler handler = tls.newHandler(ctx.alloc());
            if (fromThisProcess) {
                handler.engine().setWantClientAuth(false);
            }
            ctx.pipeline().addAfter(ctx.name(), null, ERRORS);
            ctx.pipeline().addAfter(ctx.name(), null, handler);
            ctx.pipeline().replace(this, null, new TlsRecords(memory));
        } else if (mayBePlain(ctx)) {
            ctx.fireUserEventTriggered(PLAIN);
            ctx.pipeline().remove(this);
        } else {
            refused = true;
            in.skipBytes(in.readableBytes());
            ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(new SSLException("it does not speak TLS")));
        }
    }

    private boolean mayBePlain(ChannelHandlerContext ctx) {
        return AddressRange.anyHolds(tls.settings().plainPeers(), PeerAddress.of(ctx.channel()));
    }

    /** Unwraps TLS protocol errors of the peer: they are connection failures, not defects of the gateway. */
    @Sharable
    private static final class Errors extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.fireExceptionCaught(
                    cause instanceof DecoderException && cause.getCause() instanceof SSLException broken
                            ? broken
                            : cause);
        }
    }
}

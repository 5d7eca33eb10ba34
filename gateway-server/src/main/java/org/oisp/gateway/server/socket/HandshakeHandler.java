package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.server.socket.limit.AddressLimits;
import org.oisp.gateway.server.socket.origin.ConnectionOrigin;
import org.oisp.gateway.server.socket.origin.PeerAddress;

/**
 * Answers the requests on a socket until one is a valid handshake, then replaces itself with a {@link FrameDecoder}. Closes a socket on
 * which no complete request comes in time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
final class HandshakeHandler extends SocketInputHandler {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final CountedRequestDecoder http;
    private final @Nullable ConnectionOrigin connectionOrigin;
    private final boolean full;
    private boolean late;
    private @Nullable Future<?> deadline;
    private boolean answeredBefore;
    /** Whether the rest of an answered request, an unwanted body, is being received. */
    private boolean receiving;

    private long discarded;
    private boolean accepted;
    /** How long, in nanoseconds, a valid handshake waits for its answer. */
    private long delayNanos;

    private @Nullable Handshake held;
    private boolean finished;

    HandshakeHandler(
            SocketContext context,
            DeviceSocket socket,
            CountedRequestDecoder http,
            @Nullable ConnectionOrigin connectionOrigin,
            boolean full) {
        super(context, socket);
        this.http = http;
        this.connectionOrigin = connectionOrigin;
        this.full = full;
    }

    /** Has the handshake answered 503: the socket has waited so long that its peer may have given up. */
    void refuseAsLate() {
        late = true;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        startDeadline(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!finished && message instanceof HttpObject part) {
                read(ctx, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopDeadline();
        socket().closed();
        ctx.fireChannelInactive();
    }

    private void read(ChannelHandlerContext ctx, HttpObject part) {
        http.handedOn();
        DecoderResult result = part.decoderResult();
        if (result.isFailure()) {
            answer(ctx, Handshake.unreadable(status(result.cause())));
        } else if (part instanceof HttpRequest request) {
            Handshake handshake = limited(ctx, judge(request));
            accepted = handshake.outcome() == HandshakeOutcome.ACCEPTED;
            receiving = true;
            discarded = 0;
            if (delayNanos > 0) {
                held = handshake;
            } else {
                answer(ctx, handshake);
            }
        }
        if (part instanceof LastHttpContent) {
            receiving = false;
            if (held != null) {
                stopDeadline();
                DelayedUpgrade.hold(ctx, http, delayNanos, () -> answerHeld(ctx));
            } else if (accepted) {
                upgrade(ctx);
            }
        } else if (part instanceof HttpContent content && !finished) {
            discarded += content.content().readableBytes();
            if (discarded > DiscardLimit.MAX_BYTES) {
                finish(ctx.newSucceededFuture());
            }
        }
    }

    private Handshake judge(HttpRequest request) {
        if (full) {
            return Handshake.unavailable();
        }
        if (context().connectionAdmission().isClosed()) {
            return Handshake.draining();
        }
        if (late) {
            return Handshake.busy();
        }
        if (connectionOrigin == null) {
            return Handshake.of(request);
        }
        String fault = connectionOrigin.forwarded(request.headers().getAll(FORWARDED_FOR));
        if (fault != null) {
            return Handshake.misdirected(fault);
        }
        Handshake handshake = Handshake.of(request);
        return handshake.outcome() == HandshakeOutcome.ACCEPTED && !connectionOrigin.admit()
                ? Handshake.crowded()
                : handshake;
    }

    /** Delays or refuses the handshake of an address that misbehaves. */
    private Handshake limited(ChannelHandlerContext ctx, Handshake handshake) {
        if (handshake.outcome() != HandshakeOutcome.ACCEPTED) {
            return handshake;
        }
        delayNanos = context().limits().handshakeDelay(PeerAddress.of(ctx.channel()));
        return delayNanos == AddressLimits.REFUSED ? Handshake.limited() : handshake;
    }

    private void answerHeld(ChannelHandlerContext ctx) {
        Handshake handshake = held;
        held = null;
        if (handshake != null && !context().connectionAdmission().isClosed()) {
            answer(ctx, handshake);
            upgrade(ctx);
        } else {
            accepted = false;
            answer(ctx, Handshake.draining());
        }
    }

    private void answer(ChannelHandlerContext ctx, Handshake handshake) {
        context().events().handshakes().answered(socket(), handshake.outcome());
        ChannelFuture written = ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), handshake.answer()));
        if (accepted) {
            return;
        }
        socket().markLegitimate();
        if (!handshake.keepAlive() || !ctx.channel().isWritable()) {
            finish(written);
        } else {
            answeredBefore = true;
            startDeadline(ctx);
        }
    }

    private void finish(ChannelFuture written) {
        finished = true;
        stopDeadline();
        socket().finish(written);
    }

    private void upgrade(ChannelHandlerContext ctx) {
        stopDeadline();
        FrameDecoder frames = new FrameDecoder(context(), socket());
        ctx.pipeline().addAfter(ctx.name(), null, frames);
        socket().upgraded(frames);
        ctx.pipeline().context(frames).fireChannelRead(Signal.OPENED);
        ctx.pipeline().remove(this);
        // Passes on the bytes after the request: a peer may send frames before it sees the answer.
        if (ctx.pipeline().context(http) != null) {
            ctx.pipeline().remove(http);
        }
    }

    private static String status(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return "414 URI Too Long";
        }
        return cause instanceof TooLongFrameException ? "431 Request Header Fields Too Large" : "400 Bad Request";
    }

    private void startDeadline(ChannelHandlerContext ctx) {
        stopDeadline();
        deadline = ctx.executor()
                .schedule(
                        () -> expire(ctx),
                        context().settings().timeouts().handshake().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        ConnectionPreface connectionPreface = ctx.pipeline().get(ConnectionPreface.class);
        if (!answeredBefore) {
            socket().markLegitimate();
            socket().tolerates(Misuse.SLOW_HANDSHAKE);
        }
        if (connectionPreface != null) {
            finished = true;
            connectionPreface.expire(ctx);
        } else if (answeredBefore && receiving) {
            finish(ctx.newSucceededFuture());
        } else if (answeredBefore) {
            // Idle between two requests: keep-alive connections are closed without an answer.
            ctx.close();
        } else {
            answer(ctx, Handshake.timeout());
        }
    }
}

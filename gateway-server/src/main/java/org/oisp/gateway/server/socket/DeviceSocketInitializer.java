package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.limit.AddressLimits;
import org.oisp.gateway.server.socket.origin.ConnectionOrigin;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginTracker;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.server.socket.probe.OwnConnections;
import org.oisp.gateway.server.socket.tls.DeviceTls;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * Admits or closes each accepted channel, and adds the handlers of those that it admits: a gate, PROXY header, TLS, HTTP and the handshake.
 * Thread-safe; each channel is initialized on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
final class DeviceSocketInitializer {

    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADERS = 16 * 1024;

    private final SocketContext context;
    private final DevicePortParts parts;
    private final SocketLoops loops;
    private final @Nullable DeviceTls tls;
    private final @Nullable OriginTracker originTracker;
    private final @Nullable SocketContext ownContext;
    private volatile boolean stopping;

    /**
     * Creates an initializer.
     *
     * @param loops where the sockets are added to their event loops
     * @param tls null without TLS
     */
    DeviceSocketInitializer(SocketContext context, DevicePortParts parts, SocketLoops loops, @Nullable DeviceTls tls) {
        this.context = context;
        this.parts = parts;
        this.loops = loops;
        this.tls = tls;
        this.originTracker = OriginTracker.of(context.settings().origins());
        this.ownContext = parts.entrance() == null ? null : own(context, parts, parts.entrance());
    }

    /** Returns the context of the gateway's own connections, whose address is never limited. */
    private static SocketContext own(SocketContext context, DevicePortParts parts, OwnConnections connections) {
        SocketEvents silent = SocketEvents.silent(connections.log());
        return new SocketContext(
                context.settings(),
                context.reader(),
                silent,
                new ConnectionAdmission(),
                new AddressLimits(OriginSettings.NONE, silent.misuse()),
                parts.memory(),
                parts.messageTimeout());
    }

    /** Closes each channel that is accepted from now on. */
    void stop() {
        stopping = true;
    }

    /** Admits a channel and adds its handlers, or closes it. Called once a channel, on its event loop. */
    void accept(Channel channel) {
        OwnConnections entrance = parts.entrance();
        if (entrance != null && ownContext != null && !stopping && entrance.admits(channel.remoteAddress())) {
            acceptOwn(channel, ownContext);
            return;
        }
        int open = context.events().connections().connected();
        if (stopping || parts.bounds().isFlood(open) || !context.limits().accepts(PeerAddress.of(channel))) {
            context.events().connections().disconnected();
            channel.close();
            return;
        }
        SocketLoop loop = loops.of(channel.eventLoop());
        SocketReset.afterSilence(channel, context.settings().timeouts().unacknowledged());
        DeviceSocket socket = new DeviceSocket(channel, loop, context);
        try {
            accept(channel, loop, socket, parts.bounds().isFull(open));
        } catch (RuntimeException | Error defect) {
            // Otherwise it would count as open for ever.
            if (channel.pipeline().get(HandshakeHandler.class) == null) {
                context.events().connections().disconnected();
            }
            socket.failed(DefectSite.READ, defect);
        }
    }

    /** Accepts a connection of the gateway itself: it is not counted, is admitted even if the port is full, and never comes through a proxy. */
    private void acceptOwn(Channel channel, SocketContext own) {
        SocketLoop loop = loops.of(channel.eventLoop());
        DeviceSocket socket = new DeviceSocket(channel, loop, own);
        own.events().connections().connected();
        handle(channel, loop, socket, null, false);
    }

    private void accept(Channel channel, SocketLoop loop, DeviceSocket socket, boolean full) {
        ConnectionOrigin connectionOrigin = originTracker == null ? null : new ConnectionOrigin(originTracker, channel);
        if (connectionOrigin != null && connectionOrigin.isFlood()) {
            context.events()
                    .handshakes()
                    .broken(socket, HandshakeOutcome.TOO_MANY_FROM_ADDRESS, "too many connections");
            context.events().connections().disconnected();
            channel.close();
            return;
        }
        handle(channel, loop, socket, connectionOrigin, full);
    }

    private void handle(
            Channel channel,
            SocketLoop loop,
            DeviceSocket socket,
            @Nullable ConnectionOrigin connectionOrigin,
            boolean full) {
        CountedRequestDecoder http = new CountedRequestDecoder(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_REQUEST_LINE)
                        .setMaxHeaderSize(MAX_HEADERS),
                socket.memory());
        ChannelPipeline pipeline = channel.pipeline();
        HandshakeHandler handshake = new HandshakeHandler(socket.context(), socket, http, connectionOrigin, full);
        // From here on the handler lowers the count when the socket closes.
        pipeline.addFirst(handshake);
        loop.sockets().add(socket);
        pipeline.addFirst(http);
        if (connectionOrigin != null || tls != null) {
            ConnectionPreface.addTo(pipeline, socket.context(), socket, connectionOrigin, tls, isOwn(socket));
        }
        if (isOwn(socket)) {
            return;
        }
        // The gate precedes TLS, the most expensive part.
        pipeline.addFirst(parts.acceptedSockets().gate(channel.eventLoop(), handshake::refuseAsLate));
    }

    /** Returns whether the peer is the gateway itself. */
    boolean isOwn(DeviceSocket socket) {
        return socket.context().connectionAdmission() != context.connectionAdmission();
    }
}

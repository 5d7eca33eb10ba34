package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.server.accept.AcceptGate;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;
import org.oisp.gateway.server.socket.probe.OwnConnections;
import org.oisp.gateway.server.socket.tls.CertificateEvents;
import org.oisp.gateway.server.socket.tls.DeviceTls;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import org.oisp.gateway.session.Peer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * The device port. Reactor Netty accepts and runs the sockets; each socket's input is a flux of messages, and the conversation returns the
 * flux of answers. The gateway decodes frames itself (docs/decisions/001).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
public final class DeviceSocketServer {

    private static final int BACKLOG = 4096;

    /** How long the event loops may take to close the remaining sockets. */
    private static final Duration CUT = Duration.ofSeconds(1);

    /** The share of the peers' time that senders have for the outcomes that nothing else has ended before. */
    private static final int LAST_SHARE = 4;

    private final SocketContext context;
    private final DevicePortBounds bounds;
    private final BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation;
    private final LoopResources resources;
    private final @Nullable OwnConnections entrance;
    private final @Nullable DeviceTls tls;
    private final SocketLoops loops = new SocketLoops();
    private final DeviceSocketInitializer initializer;

    /**
     * Creates a server that is not bound yet.
     *
     * @param settings its settings
     * @param parts its limits, and the parts that admit peers
     * @param events receives the port's events
     * @param certificates receives the events of the certificate
     * @param resources the event loops
     * @param conversation returns the messages to a peer, given the messages from it; see {@code Session.converse}
     */
    public DeviceSocketServer(
            SocketSettings settings,
            DevicePortParts parts,
            SocketEvents events,
            CertificateEvents certificates,
            LoopResources resources,
            BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation) {
        this.context = new SocketContext(
                settings,
                new MessageReader(settings.maxMessageBytes()),
                events,
                parts.memory(),
                parts.messageTimeout());
        this.bounds = parts.bounds();
        this.conversation = conversation;
        this.entrance = parts.entrance();
        this.resources = resources;
        TlsSettings security = settings.tls();
        this.tls = security == null ? null : new DeviceTls(security, certificates, InstantSource.system());
        this.initializer = new DeviceSocketInitializer(context, parts, loops, tls);
    }

    /**
     * Loads the certificate files that the settings name.
     *
     * @return completes when the port may be bound; fails with an {@link org.oisp.gateway.server.certificate.UnusableFileException}
     */
    public Mono<Void> prepare() {
        return tls == null ? Mono.empty() : tls.load();
    }

    /**
     * Watches these files, and reloads them when they change.
     *
     * @return never fails, and completes only if there are no files; to be cancelled when the port is closed
     */
    public Mono<Void> maintain() {
        return tls == null ? Mono.empty() : tls.watch().then();
    }

    /**
     * Binds the port.
     *
     * @return the listening socket, or an error if the port cannot be bound
     */
    public Mono<? extends DisposableServer> bind() {
        int port = context.settings().port();
        TcpServer server = TcpServer.create()
                .bindAddress(() -> new InetSocketAddress(port))
                .runOn(resources)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // Otherwise Netty closes the channel of a leaving peer amid the input of others: see DeferredCloses.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .doOnChannelInit((observer, channel, remote) -> initializer.accept(channel))
                .handle((inbound, outbound) -> converse(inbound));
        return AcceptGate.guard(server, bounds.sockets().files(), bounds.events())
                .bind();
    }

    /** Releases addresses whose limit or ban is over. To be called about once a second. */
    public void releaseAddresses() {
        context.limits().release();
    }

    /** Refuses new sessions from now on with 503. The port stays open. */
    public void refuse() {
        context.connectionAdmission().close();
    }

    /**
     * Returns how many sessions are open.
     *
     * @return a number that may change at any time
     */
    public int sessions() {
        return context.connectionAdmission().sessions();
    }

    /**
     * Ends every session with 1001, at a limited rate. Pending deliveries are sent first; new sessions are refused. A sender's session ends
     * once its sender is told all outcomes that it waits for.
     *
     * @param perSecond sessions to end each second, or more if that would take longer than {@code telling}
     * @param telling how long ending the sessions may take
     * @param peers how long peers may then take to read what they are sent and to close their sides; the others are cut
     * @param cutting how long cutting them may take
     * @param endWaiting ends all outcomes that senders still wait for; subscribed to if some sessions are left when a quarter of {@code peers} is
     *     left, so that their senders can be told before they are cut
     * @return completes when no session is left, or all these times are over
     */
    public Mono<Void> drain(int perSecond, Duration telling, Duration peers, Duration cutting, Mono<Void> endWaiting) {
        Duration last = peers.dividedBy(LAST_SHARE);
        return Mono.fromRunnable(this::refuse)
                .then(Mono.defer(
                        () -> PacedShutdown.toAll(loops.all(), context.connectionAdmission(), perSecond, telling)))
                // And the sessions whose handshakes were being answered.
                .then(Mono.defer(() -> onEachSession(OpenSocket::shutdown))
                        .timeout(peers.minus(last), endWaiting.then(Mono.defer(this::noSession)))
                        .timeout(
                                peers,
                                Mono.defer(() -> onEachSession(OpenSocket::cut).timeout(cutting, Mono.empty()))));
    }

    private Mono<Void> onEachSession(Consumer<OpenSocket> end) {
        loops.onEachSocket(socket -> {
            if (socket.hasSession()) {
                end.accept(socket);
            }
        });
        return noSession();
    }

    private Mono<Void> noSession() {
        return Mono.delay(Duration.ofMillis(10)).repeat(() -> sessions() > 0).then();
    }

    /**
     * Ends every session with 1001, closes every other socket at once, and closes each connection accepted from now on. Peers that take too
     * long, for instance because they do not read, are cut, so that their devices are released as well.
     *
     * @param atMost how long peers may take to close their sides
     * @return completes when all sockets are closed and their sessions have ended, or a second after {@code atMost}
     */
    public Mono<Void> endSessions(Duration atMost) {
        return Mono.fromRunnable(initializer::stop)
                .then(onEachSocket(OpenSocket::shutdown))
                .timeout(atMost, onEachSocket(OpenSocket::cut).timeout(CUT, Mono.empty()));
    }

    private Mono<Void> onEachSocket(Consumer<OpenSocket> end) {
        return Mono.fromRunnable(() -> loops.onEachSocket(end)).then(Mono.defer(this::allClosed));
    }

    /** Releases the resources of TLS. To be called when no connection is left. */
    public void close() {
        if (tls != null) {
            tls.close();
        }
    }

    private Mono<Void> allClosed() {
        return Mono.delay(Duration.ofMillis(10))
                .repeat(() -> context.events().connections().connections() > 0)
                .then();
    }

    private Mono<Void> converse(NettyInbound inbound) {
        return Mono.defer(() -> {
            Channel[] channel = new Channel[1];
            inbound.withConnection((Connection connection) -> channel[0] = connection.channel());
            DeviceSocket socket =
                    channel[0].pipeline().get(HandshakeHandler.class).socket();
            Flux<Inbound> messages = inbound.receiveObject().cast(Inbound.class);
            return FrameWriter.write(
                    conversation(socket, channel[0]).apply(socket, messages), socket, channel[0], socket.context());
        });
    }

    private BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation(DeviceSocket socket, Channel channel) {
        if (entrance == null || !initializer.isOwn(socket)) {
            return conversation;
        }
        BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> own = entrance.conversation(channel.remoteAddress());
        return own == null ? (peer, inbound) -> Flux.empty() : own;
    }
}

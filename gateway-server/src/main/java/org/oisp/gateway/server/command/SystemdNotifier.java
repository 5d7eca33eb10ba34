package org.oisp.gateway.server.command;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd the state of this service (sd_notify(3)): datagrams to the unix socket that {@code NOTIFY_SOCKET} names, which the JDK cannot
 * send and Netty can. Does nothing if the variable is not set. A message that cannot be sent is logged, and the gateway goes on. Blocks
 * while it sends, a second at most. Thread-safe.
 */
final class SystemdNotifier {

    /** Does nothing. */
    static final SystemdNotifier NONE = new SystemdNotifier(null, null);

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private static final long TIMEOUT_MILLIS = 1_000;

    private final @Nullable String socket;
    private final @Nullable Duration watchdogPeriod;
    private @Nullable EventLoopGroup loop;
    private @Nullable Channel channel;

    private SystemdNotifier(@Nullable String socket, @Nullable Duration watchdogPeriod) {
        this.socket = socket;
        this.watchdogPeriod = watchdogPeriod;
    }

    /**
     * Creates a notifier for the manager that has started this process.
     *
     * @param environment the variables of this process
     * @param pid the id of this process: a watchdog for another one is not ours to feed
     */
    static SystemdNotifier of(Map<String, String> environment, long pid) {
        String socket = environment.get("NOTIFY_SOCKET");
        if (socket == null || !(socket.startsWith("/") || socket.startsWith("@"))) {
            // Other kinds of addresses, such as vsock, are for virtual machines.
            return NONE;
        }
        String whose = environment.get("WATCHDOG_PID");
        boolean isForThisProcess = whose == null || whose.equals(Long.toString(pid));
        return new SystemdNotifier(socket, isForThisProcess ? period(environment.get("WATCHDOG_USEC")) : null);
    }

    /** Returns half of the time after which systemd gives the service up, as sd_watchdog_enabled(3) advises. */
    private static @Nullable Duration period(@Nullable String micros) {
        return micros == null || !micros.matches("[1-9]\\d{0,17}")
                ? null
                : Duration.of(Long.parseLong(micros), ChronoUnit.MICROS).dividedBy(2);
    }

    /** Returns how often {@link #alive} has to be called; null if systemd does not watch this service. */
    @Nullable
    Duration watchdogPeriod() {
        return watchdogPeriod;
    }

    /** Tells that the start is over. */
    void ready(String status) {
        send("READY=1\nSTATUS=" + status);
    }

    /** Tells that the service lives. */
    void alive() {
        send("WATCHDOG=1");
    }

    /** Tells that the service stops. */
    void stopping() {
        send("STOPPING=1\nSTATUS=stopping");
    }

    private synchronized void send(String message) {
        if (socket == null) {
            return;
        }
        try {
            Channel connected = channel;
            if (connected == null || !connected.isActive()) {
                connected = connect(socket);
                channel = connected;
            }
            await(connected.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException | LinkageError failed) {
            LOG.warn(
                    "cannot notify systemd: {} could not be sent to {}: {}",
                    message.lines().findFirst().orElse(message),
                    socket,
                    CommandFailure.describe(failed));
        }
    }

    private Channel connect(String address) throws IOException {
        Epoll.ensureAvailability();
        EventLoopGroup own = loop;
        if (own == null) {
            // For the life of the process, like its only user.
            own = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("systemd", true), EpollIoHandler.newFactory());
            loop = own;
        }
        // An abstract name, which begins with a zero byte, is written with an @.
        String path = address.startsWith("@") ? "\0" + address.substring(1) : address;
        ChannelFuture connected = new Bootstrap()
                .group(own)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(path));
        await(connected);
        return connected.channel();
    }

    private static void await(ChannelFuture future) throws IOException {
        if (!future.awaitUninterruptibly(TIMEOUT_MILLIS)) {
            throw new IOException("no answer for " + TIMEOUT_MILLIS + " ms");
        }
        if (!future.isSuccess()) {
            throw new IOException(future.cause());
        }
    }
}

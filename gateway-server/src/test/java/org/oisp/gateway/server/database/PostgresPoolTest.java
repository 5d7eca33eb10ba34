package org.oisp.gateway.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.dns.DnsNameResolver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.secret.Password;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** A database that does not answer at all: an attempt that timed out is over, and Reactor drops no error of it later. */
class PostgresPoolTest {

    private static final Duration TIMEOUT = Duration.ofMillis(20);

    private static final PostgresTlsSettings NO_TLS = new PostgresTlsSettings(
            PostgresTlsSettings.DatabaseTlsMode.DISABLE, null, null, null, PostgresTlsSettings.ChannelBinding.PREFER);

    /** Long enough for a connection to be accepted. */
    private static final Duration LONGER = Duration.ofMillis(300);

    private final List<SocketChannel> waiting = new ArrayList<>();
    private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws IOException {
        Hooks.resetOnErrorDropped();
        for (SocketChannel channel : waiting) {
            channel.close();
        }
    }

    /** The connect timeout and the wait for a connection expire at the same moment. */
    @Test
    void anAttemptThatRunsOutOfTimeWithWhoeverAskedForItIsNoNews() throws IOException {
        Hooks.onErrorDropped(dropped::add);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(silent);
            PostgresPool pool = new PostgresPool(settings(silent, TIMEOUT));
            Flux.range(0, 60)
                    .flatMap(
                            attempt -> Mono.from(pool.connections().create())
                                    .then()
                                    .onErrorComplete(),
                            3)
                    .then(Mono.delay(TIMEOUT.multipliedBy(2)))
                    // close() has a timeout of its own, which is short here.
                    .then(pool.close().onErrorComplete())
                    .block(Duration.ofSeconds(20));
        }
        assertThat(dropped).isEmpty();
    }

    /** The driver forgets the socket of an attempt that is cancelled; a server that was only slow would keep a session for each. */
    @Test
    void anAttemptThatRunsOutOfTimeLeavesNoSocketOpen() throws IOException {
        List<Socket> accepted = new CopyOnWriteArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> accept(silent, accepted));
            accepting.start();
            PostgresPool pool = new PostgresPool(settings(silent, LONGER));
            Flux.range(0, 2)
                    .concatMap(attempt ->
                            Mono.from(pool.connections().create()).then().onErrorComplete())
                    .blockLast(Duration.ofSeconds(20));
            assertThat(accepted).isNotEmpty();
            for (Socket socket : accepted) {
                // Blocks until the gateway has closed the socket.
                socket.setSoTimeout(20_000);
                socket.getInputStream().readAllBytes();
            }
            pool.close().onErrorComplete().block(Duration.ofSeconds(20));
        }
    }

    /** Reactor Netty keeps a resolver for each LoopResources that it has seen, for as long as the process runs. */
    @Test
    void attemptsThatFailLeaveNothingInMemory() throws Exception {
        int attempts = 50;
        int closedPort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = free.getLocalPort();
        }
        PostgresPool pool = new PostgresPool(settings(closedPort, LONGER));
        Flux.range(0, attempts)
                .concatMap(
                        attempt -> Mono.from(pool.connections().create()).then().onErrorComplete())
                .blockLast(Duration.ofSeconds(60));
        assertThat(instances(OpenedChannels.class)).isLessThan(attempts / 2);
        assertThat(instances(DnsNameResolver.class)).isLessThan(attempts / 2);
        pool.close().onErrorComplete().block(Duration.ofSeconds(20));
    }

    /** Returns how many objects of a class can be reached. */
    private static long instances(Class<?> type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(parts -> parts.length >= 4 && parts[3].equals(type.getName()))
                .mapToLong(parts -> Long.parseLong(parts[1]))
                .sum();
    }

    private static void accept(ServerSocket listening, List<Socket> accepted) {
        try {
            while (true) {
                accepted.add(listening.accept());
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static PostgresSettings settings(ServerSocket server, Duration timeout) {
        return settings(server.getLocalPort(), timeout);
    }

    private static PostgresSettings settings(int port, Duration timeout) {
        return new PostgresSettings(
                List.of(new PostgresSettings.DatabaseHost("127.0.0.1", port)),
                PostgresSettings.SessionTarget.ANY,
                "iot",
                "gateway",
                new Password("word"),
                NO_TLS,
                timeout);
    }

    /** Fills the accept queue, so that the operating system does not answer further connection attempts. */
    private void fill(ServerSocket silent) throws IOException {
        for (int i = 0; i < 4; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()));
            waiting.add(channel);
        }
    }
}

package org.oisp.gateway.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
        return new PostgresSettings(
                List.of(new PostgresSettings.DatabaseHost("127.0.0.1", server.getLocalPort())),
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

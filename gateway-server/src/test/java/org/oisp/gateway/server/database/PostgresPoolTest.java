package org.oisp.gateway.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.secret.Password;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** A database that does not answer at all: what is given up is over, and nothing of it is dropped later. */
class PostgresPoolTest {

    private static final Duration TIMEOUT = Duration.ofMillis(20);

    private final List<SocketChannel> waiting = new ArrayList<>();
    private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws IOException {
        Hooks.resetOnErrorDropped();
        for (SocketChannel channel : waiting) {
            channel.close();
        }
    }

    /** The attempt to connect and the wait for a connection run out of time in the same moment. */
    @Test
    void anAttemptThatRunsOutOfTimeWithWhoeverAskedForItIsNoNews() throws IOException {
        Hooks.onErrorDropped(dropped::add);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(silent);
            PostgresPool pool = new PostgresPool(new PostgresSettings(
                    "127.0.0.1", silent.getLocalPort(), "iot", "gateway", new Password("word"), TIMEOUT));
            Flux.range(0, 60)
                    .flatMap(
                            attempt -> Mono.from(pool.connections().create())
                                    .then()
                                    .onErrorComplete(),
                            3)
                    .then(Mono.delay(TIMEOUT.multipliedBy(2)))
                    // Its own time for that is short here.
                    .then(pool.close().onErrorComplete())
                    .block(Duration.ofSeconds(20));
        }
        assertThat(dropped).isEmpty();
    }

    /** A system that has no room for another connection to accept does not answer to one. */
    private void fill(ServerSocket silent) throws IOException {
        for (int i = 0; i < 4; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()));
            waiting.add(channel);
        }
    }
}

package org.oisp.gateway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import org.oisp.gateway.server.secret.Password;

/** The threads of all connections to Redis. */
class RedisConnectionsTest {

    @Test
    void leavesNoThreadBehindHoweverManyAttemptsWereMade() throws IOException, InterruptedException {
        Set<Thread> before = threads();
        RedisSettings settings = new RedisSettings(
                new RedisSentinels(
                        List.of(new RedisAddress("127.0.0.1", closedPort())), "m", "", new Password(""), false),
                "",
                new Password(""),
                Duration.ofSeconds(30),
                null,
                null);
        RedisConnections connections = new RedisConnections(settings);
        RedisPlaces places = RedisPlacesFactory.of(settings, connections);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> places.find().block()).hasMessageContaining("no Sentinel names the master m");
        }
        assertThat(threads()).hasSizeGreaterThan(before.size());

        connections.close().block();

        for (Thread thread : threads()) {
            if (!before.contains(thread)) {
                thread.join(Duration.ofSeconds(60).toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lettuce-"))
                .collect(Collectors.toSet());
    }
}

package org.oisp.gateway.it.support;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/** A test's own Redis server, and a plain client that publishes as the dashboard does. A test may stop and restart it. */
public final class TestRedis implements AutoCloseable {

    /** The server of the tests' library, or the one that {@code -Dit.redis} names: another version, or Valkey. */
    static final ExecutableProvider PROGRAM = System.getProperty("it.redis", "").isEmpty()
            ? ExecutableProvider.newJarResourceProvider()
            : () -> new File(System.getProperty("it.redis"));

    /** The threads of all clients. */
    static final ClientResources RESOURCES = ClientResources.create();

    private final int port;
    private final List<String> settings;
    private final Path directory;
    private RedisServer server;

    private TestRedis(int port, List<String> settings) {
        this.port = port;
        this.settings = settings;
        this.directory = directory();
        startAgain();
    }

    /** A replica writes what it gets from its master to a file there, which the next server would read. */
    private static Path directory() {
        try {
            return Files.createTempDirectory("gateway-it-redis");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts a server with these configuration lines. */
    public static TestRedis start(String... settings) {
        return new TestRedis(TestPorts.free(), List.of(settings));
    }

    public int port() {
        return port;
    }

    /** Returns the variables of a gateway that uses this server. */
    public Map<String, String> environment() {
        return environment(port);
    }

    /** Returns the variables of a gateway that uses a server at this port of this machine. */
    public static Map<String, String> environment(int port) {
        return Map.of(
                "GATEWAY_REDIS_HOST", "127.0.0.1", "GATEWAY_REDIS_PORT", "" + port, "GATEWAY_REDIS_RETRY", "100ms");
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Freezes the server: connections stay open, but get no answer. Returns its process, for {@link #thaw}. */
    public long freeze() {
        long process = process();
        Signals.send("STOP", process);
        return process;
    }

    /** Ends {@link #freeze()}. */
    public void thaw(long process) {
        Signals.send("CONT", process);
    }

    /** Kills the server as a crash does. */
    public void kill() {
        Signals.send("KILL", process());
        stop();
    }

    private long process() {
        return Long.parseLong(call(redis -> redis.info("server"))
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .findFirst()
                .orElseThrow()
                .substring("process_id:".length())
                .trim());
    }

    /** Starts the stopped server again, at the same port. */
    public void startAgain() {
        try {
            RedisServerBuilder builder = RedisServer.newRedisServer()
                    .executableProvider(PROGRAM)
                    .port(port)
                    .bind("127.0.0.1");
            builder.setting("save \"\"");
            builder.setting("dir " + directory);
            settings.forEach(builder::setting);
            server = builder.build();
            server.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Executes commands as a client unrelated to any gateway. */
    public <T> T call(Function<RedisCommands<String, String>, T> work) {
        return call(RedisURI.create("127.0.0.1", port), work);
    }

    /** Does the same as a user without a password. */
    public <T> T callAs(String user, Function<RedisCommands<String, String>, T> work) {
        return call(
                RedisURI.builder()
                        .withHost("127.0.0.1")
                        .withPort(port)
                        .withAuthentication(user, "any")
                        .build(),
                work);
    }

    private static <T> T call(RedisURI server, Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(RESOURCES, server);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }

    /** Publishes a message, and returns the number of receivers. */
    public long publish(String channel, String message) {
        return call(redis -> redis.publish(channel, message));
    }

    /** Cuts every connection but the one that executes this command. */
    public void cutAll() {
        call(redis -> redis.clientKill(io.lettuce.core.KillArgs.Builder.skipme())
                + redis.clientKill(io.lettuce.core.KillArgs.Builder.typePubsub().skipme()));
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

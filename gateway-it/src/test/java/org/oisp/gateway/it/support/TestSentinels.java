package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Real Redis Sentinels, each a process, and the master and replicas that they watch. A test may kill and freeze them. */
public final class TestSentinels implements AutoCloseable {

    public static final String MASTER = "gateways";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int COUNT = 3;

    private final List<TestRedis> servers = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private TestSentinels() {}

    /**
     * Starts a master, two replicas and three Sentinels, of which two must agree.
     *
     * @param directory for their files
     * @param more further lines of the Sentinels' configuration
     */
    public static TestSentinels start(Path directory, String... more) {
        TestSentinels all = new TestSentinels();
        try {
            all.startAll(directory, more);
            return all;
        } catch (IOException failed) {
            all.close();
            throw new UncheckedIOException(failed);
        } catch (RuntimeException | Error failed) {
            all.close();
            throw failed;
        }
    }

    private void startAll(Path directory, String... more) throws IOException {
        TestRedis master = TestRedis.start("dir " + Files.createDirectories(directory.resolve("server0")));
        servers.add(master);
        for (int i = 1; i < COUNT; i++) {
            servers.add(TestRedis.start(
                    "dir " + Files.createDirectories(directory.resolve("server" + i)),
                    "replicaof 127.0.0.1 " + master.port()));
        }
        // A Sentinel learns of replicas every ten seconds, and at its start.
        await().atMost(TIMEOUT)
                .until(() -> master.call(redis -> redis.info("replication")).contains("connected_slaves:2"));
        for (int i = 0; i < COUNT; i++) {
            int port = TestPorts.free();
            List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
            lines.addAll(List.of(more));
            add(directory, port, master.port(), 2, lines);
        }
    }

    private void add(Path directory, int port, int master, int quorum, List<String> more) throws IOException {
        String program = TestRedis.PROGRAM.get().toString();
        Path file = directory.resolve("sentinel" + port + ".conf");
        Files.writeString(file, """
                dir %s
                sentinel monitor %s 127.0.0.1 %d %d
                sentinel down-after-milliseconds %s 1000
                sentinel failover-timeout %s 6000
                sentinel parallel-syncs %s 2
                %s
                """.formatted(
                        directory, MASTER, master, quorum, MASTER, MASTER, MASTER, String.join("\n", more)));
        processes.add(new ProcessBuilder(program, file.toString(), "--sentinel")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sentinel" + port + ".log").toFile())
                .start());
        ports.add(port);
    }

    /** Starts one Sentinel that speaks TLS only, for a master that does so at this port; {@code lines} are their common ones. */
    public static TestSentinels overTls(Path directory, int master, String... lines) throws IOException {
        TestSentinels one = new TestSentinels();
        int port = TestPorts.free();
        List<String> own = new ArrayList<>(List.of("port 0", "bind 127.0.0.1", "tls-port " + port));
        for (String line : lines) {
            if (!line.startsWith("tls-port") && !line.startsWith("tls-cluster")) {
                own.add(line);
            }
        }
        one.add(directory, port, master, 1, own);
        return one;
    }

    /** Waits until each Sentinel knows the others and the replicas. */
    public void awaitReady() {
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> ports.stream().allMatch(port -> {
                    Map<String, String> master = master(port);
                    return master.get("num-other-sentinels").equals("2")
                            && master.get("num-slaves").equals("2");
                }));
    }

    private static Map<String, String> master(int port) {
        return call(port, sentinel -> sentinel.master(MASTER));
    }

    private static <T> T call(int port, Function<RedisSentinelCommands<String, String>, T> work) {
        return call(RedisURI.create("127.0.0.1", port), work);
    }

    private static <T> T call(RedisURI sentinel, Function<RedisSentinelCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(TestRedis.RESOURCES, sentinel);
                StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel()) {
            return work.apply(connection.sync());
        }
    }

    /** Returns the port of the master that this Sentinel names. */
    public int masterBy(int sentinel) {
        return master(RedisURI.create("127.0.0.1", ports.get(sentinel)));
    }

    private static int master(RedisURI sentinel) {
        return ((InetSocketAddress) call(sentinel, each -> each.getMasterAddrByName(MASTER))).getPort();
    }

    /** Returns the server at this port. */
    public TestRedis server(int port) {
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the port of the master that all of them name while none is changing it; 0 if there is none. */
    public int agreedMaster() {
        Set<String> named = new HashSet<>();
        for (int sentinel : ports) {
            Map<String, String> master = master(sentinel);
            named.add(master.get("flags").equals("master") ? master.get("port") : "");
        }
        String only = named.size() == 1 ? named.iterator().next() : "";
        return only.isEmpty() ? 0 : Integer.parseInt(only);
    }

    /** Returns the port of the server that is the master at the start. */
    public int firstMaster() {
        return servers.get(0).port();
    }

    public void kill(int sentinel) {
        Signals.send("KILL", processes.get(sentinel).pid());
    }

    public void freeze(int sentinel) {
        Signals.send("STOP", processes.get(sentinel).pid());
    }

    public void thaw(int sentinel) {
        Signals.send("CONT", processes.get(sentinel).pid());
    }

    /** Returns the value of GATEWAY_REDIS_SENTINELS. */
    public String addresses() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    public int port(int sentinel) {
        return ports.get(sentinel);
    }

    /** Returns the variables of a gateway that uses these Sentinels. */
    public Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "GATEWAY_REDIS_SENTINELS",
                addresses(),
                "GATEWAY_REDIS_MASTER",
                MASTER,
                "GATEWAY_REDIS_RETRY",
                "100ms"));
    }

    @Override
    public void close() {
        processes.forEach(process -> Signals.send("KILL", process.pid()));
        servers.forEach(TestRedis::close);
    }
}

package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real Redis Cluster of three masters and a replica of each, each a process. A test may kill and freeze them. */
public final class TestRedisCluster implements AutoCloseable {

    /** The slot of the gateways' channels. */
    public static final int SLOT = SlotHash.getSlot("oisp-gateway");

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MASTERS = 3;

    private final List<TestRedis> nodes = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    private TestRedisCluster() {}

    /**
     * Starts it, and waits until it serves all slots.
     *
     * @param directory for the nodes' files
     * @param more further lines of each node's configuration
     */
    public static TestRedisCluster start(Path directory, String... more) {
        TestRedisCluster cluster = new TestRedisCluster();
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                Path own = Files.createDirectories(directory.resolve("node" + i));
                List<String> settings = new ArrayList<>(List.of(
                        "cluster-enabled yes",
                        "cluster-config-file " + own.resolve("nodes.conf"),
                        "cluster-node-timeout 1500",
                        "cluster-replica-validity-factor 0",
                        "dir " + own));
                settings.addAll(List.of(more));
                cluster.nodes.add(TestRedis.start(settings.toArray(String[]::new)));
            }
            cluster.join();
            return cluster;
        } catch (IOException failed) {
            cluster.close();
            throw new UncheckedIOException(failed);
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        }
    }

    private void join() {
        for (int i = 0; i < nodes.size(); i++) {
            TestRedis node = nodes.get(i);
            ids.add(node.call(redis -> redis.clusterMyId()));
            long epoch = i + 1;
            node.call(redis -> redis.clusterSetConfigEpoch(epoch));
            if (i < MASTERS) {
                int first = SlotHash.SLOT_COUNT * i / MASTERS;
                int end = SlotHash.SLOT_COUNT * (i + 1) / MASTERS;
                node.call(redis ->
                        redis.clusterAddSlots(IntStream.range(first, end).toArray()));
            }
            node.call(redis -> redis.clusterMeet("127.0.0.1", nodes.get(0).port()));
        }
        await().atMost(TIMEOUT).until(() -> nodes.stream().allMatch(node -> knownTo(node) == nodes.size()));
        for (int i = MASTERS; i < nodes.size(); i++) {
            String master = ids.get(i - MASTERS);
            nodes.get(i).call(redis -> redis.clusterReplicate(master));
        }
        await().atMost(TIMEOUT).until(() -> nodes.stream().allMatch(TestRedisCluster::isWhole));
    }

    private static long knownTo(TestRedis node) {
        return node.call(redis -> redis.clusterNodes())
                .lines()
                .filter(line -> !line.contains("handshake"))
                .count();
    }

    private static boolean isWhole(TestRedis node) {
        return node.call(redis -> redis.clusterInfo()).contains("cluster_state:ok")
                && node.call(redis -> redis.clusterNodes())
                                .lines()
                                .filter(line -> line.contains("slave"))
                                .count()
                        == MASTERS
                && (node.call(redis -> redis.info("replication")).contains("master_link_status:up")
                        || node.call(redis -> redis.info("replication")).contains("connected_slaves:1"));
    }

    /** Returns the node that has the gateways' slot, as {@code witness} sees it. */
    public TestRedis owner(TestRedis witness) {
        String owner = ownerId(witness);
        return nodes.get(ids.indexOf(owner));
    }

    private static String ownerId(TestRedis witness) {
        return witness.call(redis -> redis.clusterSlots()).stream()
                .map(range -> (List<?>) range)
                .filter(range -> (Long) range.get(0) <= SLOT && SLOT <= (Long) range.get(1))
                .map(range -> (String) ((List<?>) range.get(2)).get(2))
                .findFirst()
                .orElse("");
    }

    public String id(TestRedis node) {
        return ids.get(nodes.indexOf(node));
    }

    /** Returns the masters but that one, as they were at the start. */
    public List<TestRedis> otherMasters(TestRedis node) {
        return nodes.subList(0, MASTERS).stream().filter(other -> other != node).toList();
    }

    /** Returns the replica that a master had at the start. */
    public TestRedis replicaOf(TestRedis master) {
        return nodes.get(nodes.indexOf(master) + MASTERS);
    }

    public List<TestRedis> nodes() {
        return nodes;
    }

    /** Waits until {@code witness} sees another node with the gateways' slot; returns that. */
    public TestRedis awaitOwnerOtherThan(TestRedis before, TestRedis witness) {
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !List.of("", id(before)).contains(ownerId(witness)));
        return owner(witness);
    }

    /** Moves the gateways' slot from one master to another, as redis-cli does. */
    public void reshard(TestRedis from, TestRedis to) {
        to.call(redis -> redis.clusterSetSlotImporting(SLOT, id(from)));
        from.call(redis -> redis.clusterSetSlotMigrating(SLOT, id(to)));
        to.call(redis -> redis.clusterSetSlotNode(SLOT, id(to)));
        from.call(redis -> redis.clusterSetSlotNode(SLOT, id(to)));
    }

    /**
     * Lays a way to each node for one gateway: a proxy to each, which also replaces the nodes' ports in what they say of their cluster, so
     * that the gateway connects to the other proxies. The caller closes them.
     *
     * @return the ways, in the order of the nodes
     */
    public List<TcpProxy> ways() {
        Map<String, String> ports = new ConcurrentHashMap<>();
        List<TcpProxy> ways = nodes.stream()
                .map(node -> TcpProxy.changing(node.port(), said -> led(said, ports)))
                .toList();
        for (int i = 0; i < ways.size(); i++) {
            String before = "" + nodes.get(i).port();
            String after = "" + ways.get(i).port();
            if (before.length() != after.length()) {
                throw new IllegalStateException("the length of a reply would change: " + before + ", " + after);
            }
            // As CLUSTER NODES and CLUSTER SLOTS write it.
            ports.put("127.0.0.1:" + before + "@", "127.0.0.1:" + after + "@");
            ports.put(":" + before + "\r\n", ":" + after + "\r\n");
        }
        return ways;
    }

    private static byte[] led(byte[] said, Map<String, String> ports) {
        String text = new String(said, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> port : ports.entrySet()) {
            text = text.replace(port.getKey(), port.getValue());
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the variables of a gateway that is given these ways. */
    public static Map<String, String> environmentBy(List<TcpProxy> ways) {
        Map<String, String> variables = environment(List.of());
        variables.put(
                "GATEWAY_REDIS_CLUSTER",
                ways.stream().map(way -> "127.0.0.1:" + way.port()).collect(Collectors.joining(",")));
        return variables;
    }

    /** Returns the value of GATEWAY_REDIS_CLUSTER that names these nodes. */
    public static String addresses(List<TestRedis> seeds) {
        return seeds.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** Returns the variables of a gateway that is given these nodes. */
    public static Map<String, String> environment(List<TestRedis> seeds) {
        return new HashMap<>(Map.of("GATEWAY_REDIS_CLUSTER", addresses(seeds), "GATEWAY_REDIS_RETRY", "100ms"));
    }

    @Override
    public void close() {
        nodes.forEach(TestRedis::close);
    }
}

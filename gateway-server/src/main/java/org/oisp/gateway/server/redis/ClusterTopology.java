package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;

/**
 * A Redis Cluster as one of its nodes sees it.
 *
 * @param asked the node's own id
 * @param nodes all nodes
 * @param slots which nodes have which slots, and the addresses that clients are to use
 */
record ClusterTopology(String asked, List<ClusterMember> nodes, List<SlotRange> slots) {

    /** The length of a node's id. */
    static final int ID_LENGTH = 40;

    /**
     * A node.
     *
     * @param epoch its configuration epoch; the one with the highest has a slot that several claim
     * @param hasSlots whether it is a master that has slots
     * @param failing whether the asked node cannot reach it
     */
    record ClusterMember(String id, String host, long epoch, boolean hasSlots, boolean failing) {}

    /**
     * Slots in one hand.
     *
     * @param master the id of the node that has them
     * @param endpoints the address of the master, then those of its replicas; an empty host stands for the asked node's
     */
    record SlotRange(long first, long last, String master, List<RedisAddress> endpoints) {}

    /** Asks a node, then runs {@code flush}. */
    static CompletionStage<ClusterTopology> ask(StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
        CompletionStage<String> nodes = RedisReply.text(connection, CommandType.CLUSTER, "NODES");
        CompletionStage<List<Object>> slots = RedisReply.list(connection, CommandType.CLUSTER, "SLOTS");
        flush.run();
        return inWords(nodes).thenCombine(inWords(slots), ClusterTopology::of);
    }

    private static <T> CompletionStage<T> inWords(CompletionStage<T> reply) {
        return RedisReply.inWords(
                RedisReply.withRights(reply, RedisRights.OF_A_LINK_TO_A_NODE),
                "ERR This instance has cluster support disabled",
                "is no node of a Redis Cluster; its place is GATEWAY_REDIS_HOST");
    }

    static ClusterTopology of(String nodes, List<Object> slots) {
        List<ClusterMember> members = new ArrayList<>();
        String asked = "";
        for (String line : nodes.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words.length < 8) {
                throw new BrokenLinkException("its CLUSTER NODES cannot be read");
            }
            List<String> flags = List.of(words[2].split(",", -1));
            if (flags.contains("myself")) {
                asked = words[0];
            }
            members.add(new ClusterMember(
                    words[0],
                    host(words[1]),
                    Long.parseLong(words[6]),
                    flags.contains("master") && words.length > 8 && !words[8].isEmpty(),
                    flags.contains("fail") || flags.contains("fail?")));
        }
        if (asked.length() != ID_LENGTH) {
            throw new BrokenLinkException("its CLUSTER NODES has no line of its own");
        }
        List<SlotRange> ranges = new ArrayList<>();
        for (Object range : slots) {
            ranges.add(range((List<?>) range));
        }
        return new ClusterTopology(asked, members, ranges);
    }

    /** Reads {@code ip:port@cport,hostname}; empty if the address is not known. */
    private static String host(String address) {
        String client = address.split("[@,]", 2)[0];
        return client.substring(0, Math.max(0, client.lastIndexOf(':')));
    }

    /** The start, the end, and for each node its endpoint, port and id. */
    private static SlotRange range(List<?> range) {
        List<RedisAddress> endpoints = new ArrayList<>();
        String master = "";
        for (Object element : range.subList(2, range.size())) {
            List<?> node = (List<?>) element;
            if (master.isEmpty()) {
                master = RedisReply.text(node.get(2));
            }
            endpoints.add(new RedisAddress(RedisReply.text(node.get(0)), ((Long) node.get(1)).intValue()));
        }
        return new SlotRange((Long) range.get(0), (Long) range.get(1), master, endpoints);
    }

    /** Returns who has a slot; null if nobody has. */
    @Nullable
    SlotRange rangeOf(int slot) {
        return slots.stream()
                .filter(range -> range.first() <= slot && slot <= range.last())
                .findFirst()
                .orElse(null);
    }

    /** Returns a node; null if there is none with this id. */
    @Nullable
    ClusterMember member(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElse(null);
    }

    /** Returns whether the asked node reaches no majority of the masters. It may not know then that another has its slots. */
    boolean isCutOff() {
        long masters = nodes.stream().filter(ClusterMember::hasSlots).count();
        long reachable = nodes.stream()
                .filter(node -> node.hasSlots() && !node.failing())
                .count();
        return masters > 0 && reachable * 2 <= masters;
    }
}

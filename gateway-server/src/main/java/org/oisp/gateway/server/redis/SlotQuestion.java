package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.ClusterTopology.ClusterMember;
import org.oisp.gateway.server.redis.ClusterTopology.SlotRange;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import reactor.core.publisher.Mono;

/** Asks the nodes of a Redis Cluster which of them has the slot of the gateways' channels now. */
final class SlotQuestion implements PlaceQuestion {

    private final RedisClusterNodes cluster;
    private final String prefix;
    private final int slot;
    private final RedisConnections connections;
    /** The addresses in the last answer, those of the slot first. */
    private volatile List<RedisAddress> met = List.of();

    SlotQuestion(RedisClusterNodes cluster, String prefix, RedisConnections connections) {
        this.cluster = cluster;
        this.prefix = prefix;
        this.slot = SlotHash.getSlot(prefix);
        this.connections = connections;
    }

    @Override
    public List<RedisAddress> known() {
        Set<RedisAddress> known = new LinkedHashSet<>(cluster.nodes());
        for (RedisAddress address : met) {
            if (known.size() < cluster.asked()) {
                known.add(address);
            }
        }
        return List.copyOf(known);
    }

    @Override
    public String called(RedisAddress known) {
        return "node " + known;
    }

    @Override
    public Mono<ServerConnections> connect(RedisAddress known) {
        return connections.to(known);
    }

    @Override
    public CompletionStage<RedisPlace> ask(StatefulRedisConnection<String, ByteSlice> connection, RedisAddress known) {
        return ClusterTopology.ask(connection, () -> {}).thenApply(view -> {
            RedisPlace place = place(view, known);
            met = addresses(view, known);
            return place;
        });
    }

    private RedisPlace place(ClusterTopology view, RedisAddress known) {
        SlotRange range = owned(view);
        ClusterMember owner = view.member(range.master());
        if (owner == null) {
            throw new BrokenLinkException("its CLUSTER NODES and CLUSTER SLOTS do not fit together");
        }
        RedisAddress endpoint = range.endpoints().get(0);
        return new RedisPlace(
                // A node without the host name that it should announce.
                endpoint.host().equals("?")
                        ? new RedisAddress(owner.host(), endpoint.port())
                        : reached(endpoint, known),
                owner.id(),
                owner.epoch(),
                "the node of slot " + slot + " by " + known);
    }

    /** Returns who has the slot; fails if the asked node cannot know. */
    private SlotRange owned(ClusterTopology view) {
        if (view.isCutOff()) {
            throw new BrokenLinkException("is cut off from most masters of its cluster");
        }
        SlotRange range = view.rangeOf(slot);
        if (range == null) {
            throw new BrokenLinkException("no node of its cluster has slot " + slot + ", that of " + prefix);
        }
        return range;
    }

    /** Without a host the cluster means the one that was asked. */
    private static RedisAddress reached(RedisAddress endpoint, RedisAddress known) {
        return endpoint.host().isEmpty() ? new RedisAddress(known.host(), endpoint.port()) : endpoint;
    }

    private List<RedisAddress> addresses(ClusterTopology view, RedisAddress known) {
        List<RedisAddress> addresses = new ArrayList<>();
        SlotRange first = view.rangeOf(slot);
        for (SlotRange range : view.slots()) {
            addresses.addAll(range.equals(first) ? 0 : addresses.size(), range.endpoints());
        }
        return addresses.stream()
                .filter(address -> !address.host().equals("?"))
                .map(address -> reached(address, known))
                .toList();
    }

    @Override
    public String nobodyKnows() {
        return "no node of the cluster says who has slot " + slot + ", that of " + prefix;
    }

    /** A node that lost the slot says so itself, whatever its epoch. The address may lead to another node than it is announced for. */
    @Override
    public CompletionStage<ServerRole> verify(
            RedisPlace place, StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
        CompletionStage<ServerRole> role = ServerRole.ask(connection, () -> {});
        return ClusterTopology.ask(connection, flush)
                .thenAccept(view -> {
                    if (!view.asked().equals(place.node())) {
                        throw new BrokenLinkException(
                                "is another node of the cluster than the one that announces this address");
                    }
                    if (!owned(view).master().equals(place.node())) {
                        throw new LeftPlaceException("has lost slot " + slot + ", that of " + prefix);
                    }
                })
                .thenCombine(role, (fit, found) -> found.requireMaster());
    }
}

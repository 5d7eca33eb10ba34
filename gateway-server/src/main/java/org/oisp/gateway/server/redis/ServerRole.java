package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * The role of a Redis server at this moment. Asked by {@code HELLO}, which needs no ACL right; by {@code ROLE} on servers before Redis 6,
 * which do not know {@code HELLO}.
 *
 * @param version the version; empty if unknown
 * @param mode {@code standalone}, {@code cluster} or {@code sentinel}; empty if unknown
 * @param role {@code master}, {@code replica} or {@code slave}; empty if unknown
 */
record ServerRole(String version, String mode, String role) {

    private static final ServerRole UNKNOWN = new ServerRole("", "", "");

    /** Asks the server, then runs {@code flush}. Fails if there is no answer; an error or an unreadable answer leaves the fields empty. */
    static CompletionStage<ServerRole> ask(StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
        CompletionStage<ServerRole> hello =
                RedisReply.list(connection, CommandType.HELLO, "2").thenApply(ServerRole::ofHello);
        flush.run();
        return RedisReply.orElse(hello, unknown -> {
            CompletionStage<ServerRole> role =
                    RedisReply.list(connection, CommandType.ROLE).thenApply(ServerRole::ofRole);
            flush.run();
            return RedisReply.orElse(role, refused -> CompletableFuture.completedStage(UNKNOWN));
        });
    }

    /** Returns whether this is a node of a Redis Cluster, as far as is known. */
    boolean isInCluster() {
        return mode.equals("cluster");
    }

    /** Returns this, unless the server is none that serves alone; fails with the reason then. */
    ServerRole requireAlone() {
        if (isInCluster()) {
            throw new BrokenLinkException(
                    "is a node of a Redis Cluster: give nodes of the cluster in GATEWAY_REDIS_CLUSTER instead, so that all instances use the same one");
        }
        return requireMaster();
    }

    /** Returns this, unless the server cannot connect the instances; fails with the reason then. */
    ServerRole requireMaster() {
        String unfitness = unfitness();
        if (unfitness != null) {
            throw new BrokenLinkException(unfitness);
        }
        return this;
    }

    private @Nullable String unfitness() {
        if (mode.equals("sentinel")) {
            return "is a Redis Sentinel, which carries no messages; give Sentinels in GATEWAY_REDIS_SENTINELS";
        }
        return role.equals("replica") || role.equals("slave")
                ? "is a replica: it accepts no writes, and messages published there do not reach the other servers"
                : null;
    }

    private static ServerRole ofHello(List<Object> answer) {
        Map<String, String> fields = RedisReply.fields(answer);
        return new ServerRole(
                fields.getOrDefault("version", ""), fields.getOrDefault("mode", ""), fields.getOrDefault("role", ""));
    }

    /** The first element is the role, or {@code sentinel}. */
    private static ServerRole ofRole(List<Object> answer) {
        String role = answer.isEmpty() ? "" : RedisReply.text(answer.get(0));
        return new ServerRole("", role.equals("sentinel") ? role : "", role);
    }
}

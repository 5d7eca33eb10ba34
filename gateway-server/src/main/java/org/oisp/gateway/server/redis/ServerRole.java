package org.oisp.gateway.server.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
                list(connection, flush, CommandType.HELLO, "2").thenApply(ServerRole::ofHello);
        return orElse(
                hello,
                unknown -> orElse(
                        list(connection, flush, CommandType.ROLE, null).thenApply(ServerRole::ofRole),
                        refused -> CompletableFuture.completedStage(UNKNOWN)));
    }

    /** Returns why this server cannot connect the instances; null if it can. */
    @Nullable
    String unfitness() {
        if (mode.equals("sentinel")) {
            return "is a Redis Sentinel, which carries no messages; use the address of the Redis that it monitors";
        }
        return role.equals("replica") || role.equals("slave")
                ? "is a replica: it accepts no writes, and messages published there do not reach the other servers"
                : null;
    }

    private static CompletionStage<List<Object>> list(
            StatefulRedisConnection<String, ByteSlice> connection,
            Runnable flush,
            ProtocolKeyword command,
            @Nullable String argument) {
        BusCodec codec = new BusCodec();
        CommandArgs<String, ByteSlice> arguments = new CommandArgs<>(codec);
        if (argument != null) {
            arguments.add(argument);
        }
        CompletionStage<List<Object>> answer =
                connection.async().dispatch(command, new NestedMultiOutput<>(codec), arguments);
        flush.run();
        return answer;
    }

    /** Continues with {@code otherwise} if the server answered with an error. */
    private static <T> CompletionStage<T> orElse(
            CompletionStage<T> first, Function<Throwable, CompletionStage<T>> otherwise) {
        return first.handle((answer, error) -> {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    return cause instanceof RedisCommandExecutionException ? otherwise.apply(cause) : first;
                })
                .thenCompose(Function.identity());
    }

    /** The answer alternates names and values. */
    private static ServerRole ofHello(List<Object> answer) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            fields.put(text(answer.get(i)), text(answer.get(i + 1)));
        }
        return new ServerRole(
                fields.getOrDefault("version", ""), fields.getOrDefault("mode", ""), fields.getOrDefault("role", ""));
    }

    /** The first element is the role, or {@code sentinel}. */
    private static ServerRole ofRole(List<Object> answer) {
        String role = answer.isEmpty() ? "" : text(answer.get(0));
        return new ServerRole("", role.equals("sentinel") ? role : "", role);
    }

    private static String text(@Nullable Object value) {
        return value instanceof ByteSlice slice ? slice.toString() : "";
    }
}

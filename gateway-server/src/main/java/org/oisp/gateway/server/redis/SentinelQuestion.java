package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import reactor.core.publisher.Mono;

/** Asks Redis Sentinels which server is the master now. */
final class SentinelQuestion implements PlaceQuestion {

    private final RedisSentinels sentinels;
    private final RedisConnections connections;

    SentinelQuestion(RedisSentinels sentinels, RedisConnections connections) {
        this.sentinels = sentinels;
        this.connections = connections;
    }

    @Override
    public List<RedisAddress> known() {
        return sentinels.sentinels();
    }

    @Override
    public String called(RedisAddress known) {
        return "Sentinel " + known;
    }

    @Override
    public Mono<ServerConnections> connect(RedisAddress known) {
        return connections.to(known, sentinels);
    }

    /**
     * The address is the one that the Sentinel gives to clients: during a failover that of the promoted replica already. The epoch is asked
     * for first: should the master change in between, the new address goes with the former epoch, and is believed a moment later.
     */
    @Override
    public CompletionStage<RedisPlace> ask(StatefulRedisConnection<String, ByteSlice> connection, RedisAddress known) {
        CompletionStage<List<Object>> monitored =
                RedisReply.list(connection, CommandType.SENTINEL, "MASTER", sentinels.master());
        CompletionStage<List<Object>> address =
                RedisReply.list(connection, CommandType.SENTINEL, "GET-MASTER-ADDR-BY-NAME", sentinels.master());
        return inWords(monitored)
                .thenCombine(inWords(address), (fields, parts) -> place(RedisReply.fields(fields), parts, known));
    }

    private CompletionStage<List<Object>> inWords(CompletionStage<List<Object>> reply) {
        CompletionStage<List<Object>> named = RedisReply.inWords(reply, "ERR No such master", noSuchMaster());
        return RedisReply.inWords(
                RedisReply.withRights(named, RedisRights.AT_A_SENTINEL),
                "ERR unknown command",
                "it is no Redis Sentinel");
    }

    private String noSuchMaster() {
        return "it monitors no master of the name " + sentinels.master();
    }

    private RedisPlace place(Map<String, String> fields, List<Object> address, RedisAddress known) {
        if (address.size() < 2) {
            throw new BrokenLinkException(noSuchMaster());
        }
        return new RedisPlace(
                new RedisAddress(RedisReply.text(address.get(0)), Integer.parseInt(RedisReply.text(address.get(1)))),
                "",
                Long.parseLong(fields.getOrDefault("config-epoch", "0")),
                "the master " + sentinels.master() + " by Sentinel " + known);
    }

    @Override
    public String nobodyKnows() {
        return "no Sentinel names the master " + sentinels.master();
    }

    @Override
    public CompletionStage<ServerRole> verify(
            RedisPlace place, StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
        return ServerRole.ask(connection, flush).thenApply(ServerRole::requireAlone);
    }
}

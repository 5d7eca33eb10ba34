package org.oisp.gateway.server.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisLink.LinkServer;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/**
 * Runs, once and on channels that no other instance subscribes to, each command that {@link RedisLink} and {@link ConnectionEventStream}
 * use.
 */
final class RedisSelfTest extends RedisPubSubAdapter<String, ByteSlice> {

    private static final ByteSlice NOTHING = ByteSlice.ofText("");

    /** An impossible entry id: Redis checks rights, role, memory and disk first, and then refuses the id without writing anything. */
    private static final String NO_ENTRY = "0-0";

    private static final String NO_ENTRY_REFUSED = "ERR The ID specified in XADD must be greater than";

    private final RedisSettings settings;
    private final LinkServer server;
    private final StatefulRedisConnection<String, ByteSlice> speaking;
    private final StatefulRedisPubSubConnection<String, ByteSlice> hearing;
    private final ChannelNames channels;
    private final String device;
    private final CompletableFuture<Void> echo = new CompletableFuture<>();

    RedisSelfTest(RedisSettings settings, LinkServer server) {
        this.settings = settings;
        this.server = server;
        this.speaking = server.speaking();
        this.hearing = server.hearing();
        // Unique channel names.
        String self = UUID.randomUUID().toString();
        this.channels =
                ChannelNames.of(server.place().channelPrefix(settings.bus().prefix()), self);
        this.device = self + "/gateway-check";
    }

    /** Returns a description of the server; fails with the first unsupported command. */
    Mono<String> run() {
        hearing.addListener(this);
        return fitness(hearing)
                .then(fitness(speaking))
                .flatMap(role -> step("SUBSCRIBE", () -> hearing.async().subscribe(channels.heard()))
                        .then(step("SUBSCRIBE", () -> hearing.async().subscribe(device)))
                        .then(step("PUBLISH", () -> speaking.async().publish(channels.self(), NOTHING)))
                        .then(heard())
                        .then(counted())
                        .then(step("UNSUBSCRIBE", () -> hearing.async().unsubscribe(device)))
                        .then(written())
                        .then(Mono.fromSupplier(() -> words(role))));
    }

    @Override
    public void message(String channel, ByteSlice message) {
        if (channel.equals(channels.self())) {
            echo.complete(null);
        }
    }

    private Mono<ServerRole> fitness(StatefulRedisConnection<String, ByteSlice> connection) {
        return RedisReply.mono(() -> server.verify(connection, () -> {})).timeout(settings.timeout());
    }

    private String rights() {
        return server.place().node().isEmpty() ? RedisRights.OF_A_LINK : RedisRights.OF_A_LINK_TO_A_NODE;
    }

    private Mono<Void> heard() {
        return Mono.fromFuture(echo, true)
                .timeout(settings.timeout())
                .onErrorMap(
                        TimeoutException.class,
                        late -> new BrokenLinkException("a published message does not reach its subscriber"));
    }

    private Mono<Void> counted() {
        return step("PUBSUB NUMSUB", () -> speaking.async().pubsubNumsub(device))
                .flatMap(counts -> counts.getOrDefault(device, 0L) > 0
                        ? Mono.empty()
                        : Mono.error(new BrokenLinkException("PUBSUB NUMSUB does not count subscribers")));
    }

    private Mono<Void> written() {
        StreamSettings stream = settings.bus().stream();
        if (stream == null) {
            return Mono.empty();
        }
        BusCodec codec = new BusCodec();
        return Mono.fromCompletionStage(() -> speaking.async()
                        .dispatch(
                                CommandType.XADD,
                                new StatusOutput<>(codec),
                                new CommandArgs<>(codec)
                                        .addKey(stream.key())
                                        .add(NO_ENTRY)
                                        .add("event")
                                        .add("check")))
                .timeout(settings.timeout())
                .then()
                .onErrorResume(error -> FailureDescription.of(error).startsWith(NO_ENTRY_REFUSED)
                        ? Mono.empty()
                        : Mono.error(refused("XADD", "+xadd ~" + stream.key(), error)));
    }

    private <T> Mono<T> step(String command, Supplier<? extends CompletionStage<T>> work) {
        return Mono.fromCompletionStage(work)
                .timeout(settings.timeout())
                .onErrorMap(error -> refused(command, rights(), error));
    }

    private static BrokenLinkException refused(String command, String rights, Throwable error) {
        String words = FailureDescription.of(error);
        boolean permission = error instanceof RedisCommandExecutionException && words.startsWith("NOPERM");
        return new BrokenLinkException(command + ": " + words + (permission ? "; the ACL user needs: " + rights : ""));
    }

    private String words(ServerRole role) {
        @Nullable StreamSettings stream = settings.bus().stream();
        return ("Redis " + role.version()).strip() + " subscribes, publishes and counts subscribers"
                + (stream == null ? "" : ", and takes entries of " + stream.key());
    }
}

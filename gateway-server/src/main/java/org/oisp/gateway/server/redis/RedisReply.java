package org.oisp.gateway.server.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Sends commands for which the driver has no method, and reads their replies. */
final class RedisReply {

    /** Lettuce may hand out a connection a moment before it takes commands. */
    private static final Duration NOT_YET = Duration.ofMillis(20);

    private static final int TRIES = 5;

    private RedisReply() {}

    /** Exactly one of the two is set. */
    private record Settled<T>(@Nullable T value, @Nullable Throwable error) {}

    /**
     * Returns what a stage completes with. A failure after cancellation is dropped silently. A command that Lettuce rejects because the
     * connection is not open (yet) was not sent, and is tried again some times.
     */
    static <T> Mono<T> mono(Supplier<? extends CompletionStage<T>> stage) {
        return Mono.fromCompletionStage(() -> stage.get().handle(Settled::new))
                .flatMap(settled -> settled.error == null
                        ? Mono.justOrEmpty(settled.value)
                        : Mono.<T>error(unwrapped(settled.error)))
                .retryWhen(Retry.fixedDelay(TRIES, NOT_YET)
                        .filter(RedisReply::isRejected)
                        .onRetryExhaustedThrow((tries, last) -> last.failure()));
    }

    private static boolean isRejected(Throwable error) {
        return error instanceof RedisException
                && error.getMessage() != null
                && error.getMessage().startsWith("Currently not connected");
    }

    /** Returns what a stage failed with. */
    private static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }

    /** Sends a command whose reply is an array. */
    static CompletionStage<List<Object>> list(
            StatefulRedisConnection<String, ByteSlice> connection, CommandType command, String... arguments) {
        BusCodec codec = new BusCodec();
        return connection.async().dispatch(command, new NestedMultiOutput<>(codec), arguments(codec, arguments));
    }

    /** Sends a command whose reply is a text. */
    static CompletionStage<String> text(
            StatefulRedisConnection<String, ByteSlice> connection, CommandType command, String... arguments) {
        BusCodec codec = new BusCodec();
        return connection.async().dispatch(command, new StatusOutput<>(codec), arguments(codec, arguments));
    }

    private static CommandArgs<String, ByteSlice> arguments(BusCodec codec, String... arguments) {
        CommandArgs<String, ByteSlice> all = new CommandArgs<>(codec);
        for (String argument : arguments) {
            all.add(argument);
        }
        return all;
    }

    /** Continues with {@code otherwise} if the server answered with an error. */
    static <T> CompletionStage<T> orElse(CompletionStage<T> first, Function<Throwable, CompletionStage<T>> otherwise) {
        return first.handle((answer, error) -> {
                    Throwable cause = error == null ? null : unwrapped(error);
                    return cause instanceof RedisCommandExecutionException ? otherwise.apply(cause) : first;
                })
                .thenCompose(Function.identity());
    }

    /** Replaces an error of the server that begins so by these words. */
    static <T> CompletionStage<T> inWords(CompletionStage<T> reply, String begin, String words) {
        return orElse(
                reply,
                error -> CompletableFuture.failedStage(
                        error.getMessage() != null && error.getMessage().startsWith(begin)
                                ? new BrokenLinkException(words)
                                : error));
    }

    /** Adds to a refusal for want of rights which ones are needed. */
    static <T> CompletionStage<T> withRights(CompletionStage<T> reply, String rights) {
        return orElse(
                reply,
                error -> CompletableFuture.failedStage(
                        error.getMessage() != null && error.getMessage().startsWith("NOPERM")
                                ? new BrokenLinkException(error.getMessage() + "; the ACL user needs: " + rights)
                                : error));
    }

    /** Reads an array that alternates names and values. */
    static Map<String, String> fields(List<Object> answer) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            fields.put(text(answer.get(i)), text(answer.get(i + 1)));
        }
        return fields;
    }

    /** Returns a text; empty for anything else. */
    static String text(@Nullable Object value) {
        return value instanceof ByteSlice slice ? slice.toString() : "";
    }
}

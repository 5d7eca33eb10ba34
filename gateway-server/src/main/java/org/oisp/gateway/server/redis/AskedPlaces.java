package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The place that other servers name: Sentinels, or the nodes of a cluster. All of them are asked at once, and of their answers the one with
 * the highest epoch counts, so that a server that was cut off or frozen, and still names the former master, is not believed.
 */
final class AskedPlaces implements RedisPlaces {

    /** How often each of them is asked while there is a link: a link to a former master ends that long after it is known at the latest. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    /** How long to wait for more answers after the first. Those that are frozen or unreachable must not delay a new link. */
    private static final Duration SETTLE = Duration.ofMillis(250);

    /** After this time the servers to watch are chosen anew, since the nodes of a cluster change. */
    private static final Duration REVIEW = Duration.ofMinutes(1);

    private final PlaceQuestion question;
    private final Duration timeout;

    AskedPlaces(PlaceQuestion question, Duration timeout) {
        this.question = question;
        this.timeout = timeout;
    }

    /** The answer of one of them: a place, or else the reason for none. */
    private record PlaceAnswer(RedisAddress known, @Nullable RedisPlace place, String why) {}

    @Override
    public Mono<FoundPlace> find() {
        return Flux.defer(() -> each(this::once))
                .publish(answers -> answers.takeUntilOther(
                        answers.filter(answer -> answer.place() != null).next().delayElement(SETTLE)))
                .collectSortedList(Comparator.comparing(answer -> answer.known().toString()))
                .flatMap(this::newest);
    }

    private Mono<FoundPlace> newest(List<PlaceAnswer> answers) {
        RedisPlace newest = null;
        List<String> silent = new ArrayList<>();
        for (PlaceAnswer answer : answers) {
            RedisPlace place = answer.place();
            if (place == null) {
                silent.add(answer.why());
            } else if (newest == null || place.epoch() > newest.epoch()) {
                newest = place;
            }
        }
        return newest == null
                ? Mono.error(new BrokenLinkException(question.nobodyKnows() + ": " + String.join("; ", silent)))
                : Mono.just(new FoundPlace(newest, silent));
    }

    private Mono<PlaceAnswer> once(RedisAddress known) {
        return with(known, connection -> asked(connection, known))
                .map(place -> new PlaceAnswer(known, place, ""))
                .onErrorResume(error -> Mono.just(
                        new PlaceAnswer(known, null, question.called(known) + ": " + FailureDescription.of(error))));
    }

    @Override
    public Mono<Void> left(RedisPlace place) {
        return Flux.defer(() -> each(known -> watched(known, place)))
                .take(REVIEW)
                .repeat()
                .next()
                .flatMap(now ->
                        Mono.error(new LeftPlaceException("is not the master any more: " + now.where() + " is")));
    }

    /** Asks one of them again and again, until it names a newer place. */
    private Mono<RedisPlace> watched(RedisAddress known, RedisPlace place) {
        return with(
                        known,
                        connection -> Mono.defer(() -> asked(connection, known))
                                .filter(place::isReplacedBy)
                                .repeatWhenEmpty(AskedPlaces::laterOn))
                .onErrorResume(error -> Mono.empty())
                .repeatWhenEmpty(AskedPlaces::laterOn);
    }

    private static Flux<Long> laterOn(Flux<Long> again) {
        return again.delayElements(INTERVAL);
    }

    private <T> Flux<T> each(Function<RedisAddress, Mono<T>> work) {
        List<RedisAddress> all = question.known();
        return Flux.fromIterable(all).flatMap(work, all.size());
    }

    private <T> Mono<T> with(RedisAddress known, Function<StatefulRedisConnection<String, ByteSlice>, Mono<T>> work) {
        return Mono.usingWhen(
                question.connect(known), server -> server.speaking().flatMap(work), ServerConnections::close);
    }

    private Mono<RedisPlace> asked(StatefulRedisConnection<String, ByteSlice> connection, RedisAddress known) {
        return RedisReply.mono(() -> question.ask(connection, known)).timeout(timeout);
    }

    @Override
    public CompletionStage<ServerRole> verify(
            RedisPlace place, StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
        return question.verify(place, connection, flush);
    }
}

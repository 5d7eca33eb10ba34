package org.oisp.gateway.auth.keys;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.oisp.gateway.auth.token.Jwk;
import org.oisp.gateway.auth.token.Keys;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A provider that answers as the test says, and the keys fetched from it, in virtual time. */
abstract class ScriptedProvider {

    static final Duration REFRESH = Duration.ofMinutes(5);
    static final Duration RETRY = Duration.ofSeconds(10);
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration TICK = Duration.ofMillis(1);

    static final KeySet FIRST = set("first");
    static final KeySet SECOND = set("second");

    final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<String> answered = new ArrayList<>();
    Mono<KeySet> answer = Mono.just(FIRST);
    int fetches;
    int cancelled;
    final ProviderKeys keys = new ProviderKeys(
            Mono.defer(() -> {
                fetches++;
                return answer.doOnCancel(() -> cancelled++);
            }),
            new KeyFetchSettings(REFRESH, RETRY, PAUSE, TIMEOUT, 1000, 10),
            new TokenKeyEvents(meters, InstantSource.system()),
            clock);
    private Disposable running = () -> {};

    private static KeySet set(String id) {
        try {
            return KeySet.read(
                    Jwk.set(Jwk.of(id, Keys.generate("RSA", 2048).getPublic())), new KeySet.Terms(null, null), 10);
        } catch (UnusableKeysException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void stop() {
        running.dispose();
        clock.dispose();
    }

    void run() {
        running = keys.run().subscribe();
    }

    void ask(String who) {
        keys.lookAgain().subscribe(nothing -> {}, error -> answered.add(who + " " + error), () -> answered.add(who));
    }
}

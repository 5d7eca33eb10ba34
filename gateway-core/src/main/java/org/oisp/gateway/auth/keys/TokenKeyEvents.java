package org.oisp.gateway.auth.keys;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.AttemptOutcome;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;

/** Records events of the token provider's keys: counts each, and logs changes once. Thread-safe; nothing here blocks. */
public final class TokenKeyEvents {

    private final TaggedCounters<AttemptOutcome> fetches;
    private final AtomicBoolean away = new AtomicBoolean();
    private final InstantSource clock;
    private final NeighbourHealth health;
    private volatile int keys;
    private volatile long fetchedAtMillis;

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param clock measures the age of the keys
     */
    public TokenKeyEvents(MeterRegistry meters, InstantSource clock) {
        this(meters, clock, NeighbourHealth.unwatched());
    }

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param clock measures the age of the keys
     * @param health receives whether the provider answers
     */
    public TokenKeyEvents(MeterRegistry meters, InstantSource clock, NeighbourHealth health) {
        this.clock = clock;
        this.health = health;
        this.fetchedAtMillis = clock.millis();
        fetches = new TaggedCounters<>(
                meters,
                AttemptOutcome.class,
                "gateway.token.key.fetches",
                "outcome",
                "Fetches of the provider's token keys");
        Gauge.builder("gateway.token.keys", () -> keys)
                .description("Provider keys in use for verifying tokens")
                .register(meters);
        Gauge.builder("gateway.token.keys.age", () -> keys == 0 ? 0 : (clock.millis() - fetchedAtMillis) / 1000.0)
                .description("Time since the provider's keys were last fetched")
                .baseUnit("seconds")
                .register(meters);
    }

    /**
     * Records that the keys were fetched.
     *
     * @param ids the ids of the keys in use from now on
     * @param changed whether they differ from the previous ones
     * @param leftOut the keys that were left out and why, a line each
     */
    public void fetched(Set<String> ids, boolean changed, List<String> leftOut) {
        fetches.increment(AttemptOutcome.DONE);
        health.up(Neighbour.KEYS);
        keys = ids.size();
        fetchedAtMillis = clock.millis();
        if (away.get() && away.compareAndSet(true, false)) {
            LogLine.info("keys_up", "token keys are fetched again");
        }
        if (changed) {
            LogLine.info("keys", "token keys: {}", list(ids));
            if (!leftOut.isEmpty()) {
                LogLine.warn("keys_left_out", "token keys ignored: {}", list(leftOut));
            }
        }
    }

    /**
     * Records that the keys could not be fetched; logs it once until a fetch succeeds.
     *
     * @param why the reason in words
     */
    public void failed(@Nullable String why) {
        fetches.increment(AttemptOutcome.FAILED);
        health.down(Neighbour.KEYS, why);
        if (!away.get() && away.compareAndSet(false, true)) {
            LogLine.warn(
                    "keys_down",
                    "token keys cannot be fetched: {}; {}",
                    new UntrustedText(why),
                    keys == 0
                            ? "there are none yet, so registrations with the provider's tokens are answered 500"
                            : "the " + keys + " that are known stay in use");
        }
    }

    private static UntrustedText list(Collection<String> texts) {
        return new UntrustedText(String.join(", ", texts));
    }
}

package org.oisp.gateway.auth.keys;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The latest known keys of a token provider. Fetches them in the background, and when a token names an unknown key. Keeps the known keys
 * while the provider is away or sends no valid key set. Thread-safe; nothing here blocks.
 */
public final class ProviderKeys {

    private final Mono<KeySet> source;
    private final KeyFetchSettings settings;
    private final TokenKeyEvents events;
    private final Scheduler clock;

    private final Object lock = new Object();
    private @Nullable Mono<Void> underWay;
    private @Nullable Long askedAtMillis;

    private volatile KeySet current = KeySet.NONE;
    private volatile boolean upToDate;
    private volatile long fetchedAtMillis;

    /**
     * Creates an object without keys; fetches nothing yet.
     *
     * @param source fetches once for each subscriber; may fail
     * @param events receives the outcome of each fetch
     * @param clock the time, and the scheduler of the fetches
     */
    public ProviderKeys(Mono<KeySet> source, KeyFetchSettings settings, TokenKeyEvents events, Scheduler clock) {
        this.source = source;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /** Returns the latest known keys; {@link KeySet#NONE} before the first fetch. */
    public KeySet current() {
        return current;
    }

    /** Returns whether the last fetch succeeded. Only then is an unknown key certainly not the provider's. False before the first fetch. */
    public boolean upToDate() {
        return upToDate;
    }

    /**
     * Fetches periodically while subscribed.
     *
     * @return never completes and never fails
     */
    public Flux<Void> run() {
        return Mono.defer(() -> untilDue().isZero() ? refresh() : Mono.empty())
                .then(Mono.defer(() -> Mono.delay(untilNextFetch(), clock)))
                .repeat()
                .thenMany(Flux.never());
    }

    /**
     * Fetches because a token names an unknown key. Joins a fetch in progress, so that any number of tokens cause one fetch; does nothing
     * if such a token caused a fetch a short while ago.
     *
     * @return completes when the token may be checked again; never fails, and takes no longer than a fetch may
     */
    public Mono<Void> lookAgain() {
        return Mono.defer(() -> {
            synchronized (lock) {
                if (underWay == null) {
                    long now = clock.now(TimeUnit.MILLISECONDS);
                    Long asked = askedAtMillis;
                    // If the clock was set back, do not wait until it catches up.
                    if (asked != null
                            && now >= asked
                            && now - asked < settings.unknownKeyPause().toMillis()) {
                        return Mono.empty();
                    }
                    askedAtMillis = now;
                }
                return shared();
            }
        });
    }

    /** Returns the delay until the next check, at most the retry delay, since a fetch for a token may fail meanwhile. */
    private Duration untilNextFetch() {
        Duration due = upToDate ? untilDue() : settings.retry();
        Duration delay = due.compareTo(settings.retry()) < 0 ? due : settings.retry();
        return delay.isZero() ? Duration.ofMillis(1) : delay;
    }

    private Duration untilDue() {
        long age = clock.now(TimeUnit.MILLISECONDS) - fetchedAtMillis;
        long untilRefresh = settings.refresh().toMillis() - age;
        // If the clock was set back, do not wait until it catches up.
        return !upToDate || age < 0 || untilRefresh <= 0 ? Duration.ZERO : Duration.ofMillis(untilRefresh);
    }

    private Mono<Void> refresh() {
        synchronized (lock) {
            return shared();
        }
    }

    /**
     * Returns the fetch in progress, or a new one. Call with the lock held. A subscriber that cancels does not cancel it for the others.
     */
    private Mono<Void> shared() {
        Mono<Void> shared = underWay;
        if (shared == null) {
            shared = source.switchIfEmpty(Mono.error(() -> new UnusableKeysException("sent nothing")))
                    .timeout(settings.timeout(), clock)
                    .doOnNext(this::take)
                    .then()
                    .onErrorResume(why -> Mono.fromRunnable(() -> failed(why)))
                    .doOnTerminate(this::done)
                    .cache();
            underWay = shared;
        }
        return shared;
    }

    private void done() {
        synchronized (lock) {
            underWay = null;
        }
    }

    private void take(KeySet fetched) {
        boolean changed = !fetched.sameAs(current);
        current = fetched;
        fetchedAtMillis = clock.now(TimeUnit.MILLISECONDS);
        upToDate = true;
        events.fetched(fetched.ids(), changed, fetched.leftOut());
    }

    private void failed(Throwable why) {
        upToDate = false;
        events.failed(
                why instanceof TimeoutException
                        ? "no answer within " + settings.timeout().toMillis() + " ms"
                        : why.getMessage());
    }
}

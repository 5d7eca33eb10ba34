package org.oisp.gateway.auth.keys;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The newest keys of a provider that are known. Fetched in the background, and when a token names one that is not among them. While
 * the provider is away, or says what is no key set, those that were known stay. Thread-safe; nothing here blocks.
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
     * Makes it; nothing is fetched yet.
     *
     * @param source fetches once for each subscriber; may fail
     * @param settings how often and for how long
     * @param events told of each fetch
     * @param clock the time
     */
    public ProviderKeys(Mono<KeySet> source, KeyFetchSettings settings, TokenKeyEvents events, Scheduler clock) {
        this.source = source;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /**
     * The keys.
     *
     * @return the newest that are known; {@link KeySet#NONE} until the first came
     */
    public KeySet current() {
        return current;
    }

    /**
     * Whether the last fetch went well: only then is a key that is not among the current ones really not the provider's.
     *
     * @return false as well while there was none
     */
    public boolean upToDate() {
        return upToDate;
    }

    /**
     * Fetches now and then, for ever.
     *
     * @return never completes and never fails; fetches for as long as it is subscribed
     */
    public Flux<Void> run() {
        return Mono.defer(() -> untilDue().isZero() ? refresh() : Mono.empty())
                .then(Mono.defer(() -> Mono.delay(nap(), clock)))
                .repeat()
                .thenMany(Flux.never());
    }

    /**
     * Fetches because a token names a key that is not among the current ones. Takes part in a fetch that is under way, so that any
     * number of tokens cost one; does nothing if such a token had keys fetched a short while ago.
     *
     * @return completes when it is worth looking again; never fails. Takes no longer than a fetch may
     */
    public Mono<Void> lookAgain() {
        return Mono.defer(() -> {
            synchronized (lock) {
                if (underWay == null) {
                    long now = clock.now(TimeUnit.MILLISECONDS);
                    Long asked = askedAtMillis;
                    // A clock that was set back is no reason to wait for it.
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

    /** Woken up before it is due as well: a fetch that others asked for may have failed meanwhile. */
    private Duration nap() {
        Duration due = upToDate ? untilDue() : settings.retry();
        Duration nap = due.compareTo(settings.retry()) < 0 ? due : settings.retry();
        return nap.isZero() ? Duration.ofMillis(1) : nap;
    }

    private Duration untilDue() {
        long age = clock.now(TimeUnit.MILLISECONDS) - fetchedAtMillis;
        long left = settings.refresh().toMillis() - age;
        // A clock that was set back is no reason to wait for it.
        return !upToDate || age < 0 || left <= 0 ? Duration.ZERO : Duration.ofMillis(left);
    }

    private Mono<Void> refresh() {
        synchronized (lock) {
            return shared();
        }
    }

    /** The fetch that is under way, or a new one; to be called under the lock. Whoever leaves does not cancel it for the others. */
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

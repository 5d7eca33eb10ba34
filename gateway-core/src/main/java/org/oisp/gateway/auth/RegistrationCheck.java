package org.oisp.gateway.auth;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.DatabaseEvents;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Checks whether a device could register now, apart from the batches: after a database failure, when no device has registered for a while,
 * and on request. Runs one probe at a time, so that a locked table occupies one connection. Thread-safe; nothing here blocks.
 */
public final class RegistrationCheck {

    /** The interval at which the check decides whether to probe. */
    private static final Duration TICK = Duration.ofMillis(500);

    private final BindingLedger ledger;
    private final DatabaseEvents events;
    private final Scheduler timer;
    private final Supplier<Mono<Boolean>> rebind;
    private final AtomicReference<@Nullable Mono<Boolean>> underWay = new AtomicReference<>();
    private final AtomicBoolean tableBack = new AtomicBoolean();

    /**
     * Creates a check that has not probed yet.
     *
     * @param ledger the ledger whose registrations are checked
     * @param events receives the outcome of each probe
     * @param timer schedules the checks
     * @param rebind writes the rows of the connected devices after the table is back; emits whether all are written
     */
    public RegistrationCheck(
            BindingLedger ledger, DatabaseEvents events, Scheduler timer, Supplier<Mono<Boolean>> rebind) {
        this.ledger = ledger;
        this.events = events;
        this.timer = timer;
        this.rebind = rebind;
    }

    /**
     * Checks whether a device could register now.
     *
     * @return true if a probe succeeded and recent registrations did not fail; never fails
     */
    public Mono<Boolean> succeeds() {
        return Mono.defer(this::probe).map(done -> done && events.registrationsSucceed());
    }

    /**
     * Probes when needed, and has rows written again when their table is back, until cancelled. Subscribe once.
     *
     * @return never completes and never fails
     */
    public Mono<Void> run() {
        return Flux.interval(TICK, timer)
                .onBackpressureDrop()
                .concatMap(tick -> events.wantsProbe() ? probe() : Mono.just(true), 1)
                .concatMap(done -> tableBack.compareAndSet(true, false) ? writeRows() : Mono.empty(), 1)
                .then();
    }

    /** Returns the probe in progress, or a new one. */
    private Mono<Boolean> probe() {
        Mono<Boolean> mine = ledger.table()
                .probe()
                .doOnNext(back -> {
                    if (back) {
                        tableBack.set(true);
                    }
                })
                .thenReturn(true)
                .onErrorReturn(false)
                .doFinally(signal -> underWay.set(null))
                .cache();
        Mono<Boolean> other = underWay.compareAndExchange(null, mine);
        return other == null ? mine : other;
    }

    private Mono<Void> writeRows() {
        ledger.startOver();
        return rebind.get()
                .doOnNext(all -> {
                    if (!all) {
                        tableBack.set(true);
                    }
                })
                .then();
    }
}

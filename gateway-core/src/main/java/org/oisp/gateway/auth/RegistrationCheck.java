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
 * Finds out whether a device could register now, beside the batches: when something at the database failed, when nobody has registered
 * for a while, and when somebody asks. One probe is under way at a time, so that a table that is locked costs one connection.
 * Thread-safe; nothing here blocks.
 */
public final class RegistrationCheck {

    /** How often it is looked whether to probe. */
    private static final Duration TICK = Duration.ofMillis(500);

    private final BindingLedger ledger;
    private final DatabaseEvents events;
    private final Scheduler timer;
    private final Supplier<Mono<Boolean>> rebind;
    private final AtomicReference<@Nullable Mono<Boolean>> underWay = new AtomicReference<>();
    private final AtomicBoolean tableBack = new AtomicBoolean();

    /**
     * Makes a probe that nobody has asked yet.
     *
     * @param ledger whose registrations are meant
     * @param events told of each probe
     * @param timer for the time between two looks
     * @param rebind writes the rows of the devices that are connected, once there is a table for them again; says whether all are
     *     written
     */
    public RegistrationCheck(
            BindingLedger ledger, DatabaseEvents events, Scheduler timer, Supplier<Mono<Boolean>> rebind) {
        this.ledger = ledger;
        this.events = events;
        this.timer = timer;
        this.rebind = rebind;
    }

    /**
     * Asks whether a device could register now.
     *
     * @return whether a probe did what a registration does, and registrations do not say otherwise; never fails
     */
    public Mono<Boolean> succeeds() {
        return Mono.defer(this::probe).map(done -> done && events.registrationsSucceed());
    }

    /**
     * Probes when it is time to, until cancelled. Subscribed once, by whoever puts the gateway together.
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

    /** The one that is under way, or a new one. */
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

package org.oisp.gateway.routing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.routing.RouteFinder.RouteLookup;

/** Keeps the order of actuations while the address of their device is looked up. Thread-safe. */
final class LookupQueue {

    private final BiFunction<ForwardedActuation, Route, ActuationOutcome> send;
    private final Function<Inbound.Body, Route> byName;
    private final BiConsumer<ForwardedActuation, Throwable> failed;
    private final Consumer<Throwable> defects;
    /** Actuations that wait for an address lookup, by their target. */
    private final ConcurrentMap<Target, Queue<ForwardedActuation>> waiting = new ConcurrentHashMap<>();

    /** {@code send} sends an actuation, {@code byName} finds its route without the database, {@code failed} ends one after a defect. */
    LookupQueue(
            BiFunction<ForwardedActuation, Route, ActuationOutcome> send,
            Function<Inbound.Body, Route> byName,
            BiConsumer<ForwardedActuation, Throwable> failed,
            Consumer<Throwable> defects) {
        this.send = send;
        this.byName = byName;
        this.failed = failed;
        this.defects = defects;
    }

    /**
     * Sends at once if the route is known, otherwise behind those that wait for the same target.
     *
     * @param absent runs a task while the device cannot be admitted here, and returns true; false if it is here
     * @return the outcome; null if the device is here, and nothing was done
     */
    @Nullable
    ActuationOutcome send(
            ForwardedActuation forwarded,
            Supplier<@Nullable Route> known,
            Supplier<CompletionStage<RouteLookup>> search,
            Predicate<Runnable> absent) {
        Target target = forwarded.target();
        Route[] route = {known.get()};
        boolean[] first = {false};
        if (route[0] == null && !absent.test(() -> add(forwarded, known, route, first))) {
            return null;
        }
        if (route[0] != null) {
            return send.apply(forwarded, route[0]);
        }
        if (first[0]) {
            CompletionStage<RouteLookup> unused = begin(search)
                    .whenComplete((routeLookup, error) ->
                            release(target, error == null ? routeLookup : RouteLookup.NOT_ANSWERED));
        }
        return ActuationOutcome.FORWARDED;
    }

    private void add(
            ForwardedActuation forwarded, Supplier<@Nullable Route> known, @Nullable Route[] route, boolean[] first) {
        waiting.compute(forwarded.target(), (key, queue) -> {
            if (queue == null) {
                // The route may have become known meanwhile. Without a queue, no actuation is ahead of this one.
                route[0] = known.get();
                if (route[0] != null) {
                    return null;
                }
                first[0] = true;
                queue = new ArrayDeque<>(1);
            }
            queue.add(forwarded);
            return queue;
        });
    }

    /** Returns the next actuation that waits for a target, and takes it out; null if there is none. */
    @Nullable
    ForwardedActuation next(Target target) {
        if (waiting.isEmpty()) {
            return null;
        }
        ForwardedActuation[] next = {null};
        // The queue stays: its lookup is still under way.
        waiting.computeIfPresent(target, (key, queue) -> {
            next[0] = queue.poll();
            return queue;
        });
        return next[0];
    }

    /** Starts the lookup. Others may already wait for it, so a failure to start counts as a failed lookup. */
    private CompletionStage<RouteLookup> begin(Supplier<CompletionStage<RouteLookup>> search) {
        try {
            return search.get();
        } catch (RuntimeException | StackOverflowError defect) {
            defects.accept(defect);
            return CompletableFuture.failedStage(defect);
        }
    }

    /** Sends the waiting actuations one by one, outside the map's lock; those that arrive meanwhile queue behind them. */
    private void release(Target target, RouteLookup routeLookup) {
        while (true) {
            ForwardedActuation[] next = {null};
            waiting.computeIfPresent(target, (key, queue) -> {
                next[0] = queue.poll();
                if (next[0] == null) {
                    remember(routeLookup);
                    return null;
                }
                return queue;
            });
            ForwardedActuation forwarded = next[0];
            if (forwarded == null) {
                return;
            }
            try {
                Route route = routeLookup.route();
                ActuationOutcome unused = send.apply(forwarded, route == null ? byName.apply(forwarded.body()) : route);
            } catch (RuntimeException | StackOverflowError defect) {
                // Those behind it must still be sent.
                failed.accept(forwarded, defect);
            }
        }
    }

    /** Caches the result. If that fails, the next actuation looks it up again. */
    private void remember(RouteLookup routeLookup) {
        try {
            routeLookup.remember().run();
        } catch (RuntimeException | StackOverflowError defect) {
            defects.accept(defect);
        }
    }
}

package org.oisp.gateway.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.oisp.gateway.compare.Comparison;
import org.oisp.gateway.compare.Gauges;
import org.oisp.gateway.database.BatchFeed;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * Compares the ways to make batches of what arrives: CPU, what a single item waits for, and a storm of 10,000 from two threads while a
 * statement takes 5 ms and 20 µs a row, and the first one takes 200 ms more.
 */
public final class BatchComparison implements Comparison {

    private static final String OWN = "BatchFeed";
    private static final String TIMEOUT = "bufferTimeout";
    private static final String FAIR = "bufferTimeout, fair";
    private static final String WINDOW = "windowTimeout, fair";
    /** A queue beside a sink of signals, the latest of which has the queue emptied. */
    private static final String BELL = "unicast sink as a bell";

    private static final int MOST = 500;
    private static final Duration PATIENCE = Duration.ofMillis(5);
    private static final int STORM = 10_000;
    private static final int AT_ONCE = 100;
    private static final long AT_MOST_NANOS = 10_000_000_000L;
    /** Two event loops emit: the second one has to spin. */
    private static final Sinks.EmitFailureHandler SPIN =
            (signal, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED;

    @Override
    public List<String> variants() {
        return List.of(OWN, TIMEOUT, FAIR, WINDOW, BELL);
    }

    @Override
    public Map<String, Double> measure(String variant) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        cost(figures, variant);
        idle(figures, variant);
        storm(figures, variant);
        return figures;
    }

    /** A hundred items arrive while a statement is under way. */
    private static void cost(Map<String, Double> figures, String variant) {
        Queue<MonoSink<Void>> underWay = new ConcurrentLinkedQueue<>();
        AtomicLong answered = new AtomicLong();
        Batches batches = new Batches(variant, AT_ONCE, batch -> {
            answered.addAndGet(batch.size());
            return Mono.create(underWay::add);
        });
        long[] offered = new long[1];
        Gauges.cost(figures, "an item", times -> {
            for (long i = 0; i < times; i++) {
                batches.offer(i);
                if (++offered[0] % AT_ONCE == 0) {
                    MonoSink<Void> statement = underWay.poll();
                    while (statement != null) {
                        statement.success();
                        // By demand, the next statement has begun, and the next hundred items arrive meanwhile. A timer
                        // may have made two batches of a hundred.
                        statement = batches.byDemand() ? null : underWay.poll();
                    }
                }
            }
        });
        if (batches.ended() || answered.get() < offered[0] / 2) {
            throw new IllegalStateException(answered + " of " + offered[0]);
        }
        batches.end();
    }

    private static void idle(Map<String, Double> figures, String variant) throws InterruptedException {
        List<Long> waits = new ArrayList<>();
        Batches batches = new Batches(variant, MOST, batch -> {
            synchronized (waits) {
                batch.forEach(begun -> waits.add(System.nanoTime() - begun));
            }
            return Mono.empty();
        });
        for (int i = 0; i < 200; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(8));
            batches.offer(System.nanoTime());
        }
        Thread.sleep(4 * PATIENCE.toMillis());
        batches.end();
        synchronized (waits) {
            waits.sort(Long::compare);
            figures.put("wait of a single item, µs, median", waits.get(waits.size() / 2) / 1e3);
        }
    }

    private static void storm(Map<String, Double> figures, String variant) throws InterruptedException {
        List<Long> waits = new ArrayList<>();
        AtomicInteger statements = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(STORM);
        Batches batches = new Batches(variant, MOST, batch -> {
            long micros = 5_000 + 20L * batch.size() + (statements.getAndIncrement() == 0 ? 200_000 : 0);
            return Mono.delay(Duration.ofNanos(micros * 1_000))
                    .doOnNext(answered -> {
                        synchronized (waits) {
                            batch.forEach(begun -> waits.add(System.nanoTime() - begun));
                        }
                        batch.forEach(item -> all.countDown());
                    })
                    .then();
        });
        long cpu = Gauges.cpuOfAllThreads();
        long begun = System.nanoTime();
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 2; sender++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < STORM / 2 && !batches.ended(); i++) {
                    if (i % 50 == 0) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    batches.offer(System.nanoTime());
                }
            });
            senders.add(thread);
            thread.start();
        }
        boolean bound = false;
        while (!bound && !batches.ended() && System.nanoTime() - begun < AT_MOST_NANOS) {
            bound = all.await(20, TimeUnit.MILLISECONDS);
        }
        long ended = System.nanoTime();
        double used = Gauges.cpuOfAllThreads() - cpu;
        for (Thread sender : senders) {
            sender.join();
        }
        figures.put("storm: items answered", (double) (STORM - all.getCount()));
        figures.put("storm: statements", (double) statements.get());
        if (bound) {
            figures.put("storm: until all are answered, ms", (ended - begun) / 1e6);
            figures.put("storm: CPU an item, µs", used / STORM / 1e3);
        }
        batches.end();
    }

    /** Items in, batches to one statement at a time. */
    private static final class Batches {

        private final Queue<Long> waiting = new ConcurrentLinkedQueue<>();
        private final Sinks.Many<Long> sink =
                Sinks.many().unicast().onBackpressureBuffer(new ConcurrentLinkedQueue<>());
        private final BatchFeed<List<Long>> feed;
        private final boolean own;
        private final boolean bell;
        private final int most;
        private final Disposable subscription;
        private volatile boolean failed;

        Batches(String variant, int most, Function<List<Long>, Mono<Void>> statement) {
            this.most = most;
            this.own = variant.equals(OWN);
            this.bell = variant.equals(BELL);
            this.feed = new BatchFeed<>(new BatchFeed.BatchSource<>() {
                @Override
                public List<Long> next() {
                    return take();
                }

                @Override
                public boolean exhausted() {
                    return waiting.isEmpty();
                }
            });
            Function<List<Long>, Publisher<Void>> work = statement::apply;
            Flux<Void> run = switch (variant) {
                case OWN -> feed.concatMap(work, 0);
                case TIMEOUT -> sink.asFlux().bufferTimeout(most, PATIENCE).concatMap(work, 1);
                case FAIR -> sink.asFlux().bufferTimeout(most, PATIENCE, true).concatMap(work, 1);
                case WINDOW ->
                    sink.asFlux()
                            .windowTimeout(most, PATIENCE, true)
                            .concatMap(window -> window.collectList().flatMap(statement), 1);
                case BELL ->
                    sink.asFlux()
                            .onBackpressureLatest()
                            .concatMap(
                                    rung -> Mono.defer(() -> {
                                                List<Long> batch = take();
                                                return batch == null ? Mono.empty() : statement.apply(batch);
                                            })
                                            .repeat(() -> !waiting.isEmpty()),
                                    0);
                default -> throw new IllegalArgumentException(variant);
            };
            this.subscription = run.subscribe(nothing -> {}, error -> failed = true);
        }

        void offer(long item) {
            if (own || bell) {
                waiting.add(item);
            }
            if (own) {
                feed.signal();
            } else {
                sink.emitNext(item, SPIN);
            }
        }

        private List<Long> take() {
            List<Long> batch = new ArrayList<>();
            while (batch.size() < most) {
                Long next = waiting.poll();
                if (next == null) {
                    break;
                }
                batch.add(next);
            }
            return batch.isEmpty() ? null : batch;
        }

        boolean byDemand() {
            return own || bell;
        }

        boolean ended() {
            return failed;
        }

        void end() {
            subscription.dispose();
        }
    }
}

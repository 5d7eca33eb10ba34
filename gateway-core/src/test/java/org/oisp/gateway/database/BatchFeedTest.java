package org.oisp.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** Items that arrive during a batch form the next one, an idle consumer gets a single item at once, and no item is lost. */
@Timeout(30)
class BatchFeedTest {

    private final Items items = new Items();
    private final BatchFeed<List<Integer>> feed = new BatchFeed<>(items);

    @Test
    void handsASingleItemToAnIdleConsumerAtOnce() {
        TestSubscriber<List<Integer>> consumer = subscribe(1);
        put(1);

        assertThat(consumer.getReceivedOnNext()).containsExactly(List.of(1));
    }

    @Test
    void handsOutWhatCameBeforeTheConsumer() {
        put(1);
        put(2);

        assertThat(subscribe(1).getReceivedOnNext()).containsExactly(List.of(1, 2));
    }

    @Test
    void handsOutWhatCameDuringABatchAsTheNext() {
        TestSubscriber<List<Integer>> consumer = subscribe(1);
        put(1);
        put(2);
        put(3);
        assertThat(consumer.getReceivedOnNext()).containsExactly(List.of(1));

        consumer.request(1);
        assertThat(consumer.getReceivedOnNext()).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void handsOutNoMoreThanIsAskedFor() {
        TestSubscriber<List<Integer>> consumer = subscribe(0);
        put(1);
        assertThat(consumer.getReceivedOnNext()).isEmpty();

        consumer.request(2);
        put(2);
        put(3);
        assertThat(consumer.getReceivedOnNext()).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void worksOffOneBatchAfterTheOther() {
        Queue<Sinks.Empty<Void>> underWay = new ConcurrentLinkedQueue<>();
        List<List<Integer>> begun = new ArrayList<>();
        feed.concatMap(
                        batch -> {
                            begun.add(batch);
                            Sinks.Empty<Void> work = Sinks.empty();
                            underWay.add(work);
                            return work.asMono();
                        },
                        0)
                .subscribe();
        put(1);
        put(2);
        put(3);
        assertThat(begun).containsExactly(List.of(1));

        underWay.remove().tryEmitEmpty().orThrow();
        assertThat(begun).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void handsOutNothingOnceCancelled() {
        TestSubscriber<List<Integer>> consumer = subscribe(5);
        consumer.cancel();
        put(1);

        assertThat(consumer.getReceivedOnNext()).isEmpty();
        assertThat(items.waiting).containsExactly(1);
    }

    @Test
    void refusesASecondSubscriber() {
        TestSubscriber<List<Integer>> first = subscribe(1);

        StepVerifier.create(feed).verifyError(IllegalStateException.class);
        put(1);
        assertThat(first.getReceivedOnNext()).containsExactly(List.of(1));
    }

    @Test
    void givesWhatWaitsToTheNextSubscriberOnceTheLastHasEnded() {
        subscribe(5).cancel();
        put(1);
        put(2);

        TestSubscriber<List<Integer>> next = subscribe(1);
        assertThat(next.getReceivedOnNext()).containsExactly(List.of(1, 2));
        put(3);
        next.request(1);
        assertThat(next.getReceivedOnNext()).containsExactly(List.of(1, 2), List.of(3));
    }

    /** Otherwise a device's registration would fail with it, and the feed would never be drained again. */
    @Test
    void keepsADefectOfItsSourceFromWhoeverSignals() {
        TestSubscriber<List<Integer>> first = subscribe(1);
        items.defect = new IllegalStateException("a defect");
        put(1);
        assertThat(first.expectTerminalError()).isSameAs(items.defect);

        items.defect = null;
        assertThat(subscribe(1).getReceivedOnNext()).containsExactly(List.of(1));
    }

    @Test
    void keepsADefectOfItsSubscriberFromWhoeverSignals() {
        IllegalStateException defect = new IllegalStateException("a defect");
        List<Throwable> told = new ArrayList<>();
        feed.subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(List<Integer> batch) {
                throw defect;
            }

            @Override
            protected void hookOnError(Throwable error) {
                told.add(error);
            }
        });
        put(1);

        assertThat(told).containsExactly(defect);
        put(2);
        assertThat(subscribe(1).getReceivedOnNext()).containsExactly(List.of(2));
    }

    @Test
    void standsASignalFromWithinABatch() {
        List<List<Integer>> received = new ArrayList<>();
        AtomicInteger depth = new AtomicInteger();
        feed.subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(List<Integer> batch) {
                assertThat(depth.incrementAndGet()).as("batches at once").isEqualTo(1);
                received.add(batch);
                if (batch.get(0) < 1_000) {
                    put(batch.get(0) + 1);
                }
                request(1);
                depth.decrementAndGet();
            }
        });
        put(1);

        assertThat(received).hasSize(1_000).last().isEqualTo(List.of(1_000));
    }

    @Test
    void losesNothingThatComesFromManyThreads() throws InterruptedException {
        int threads = 8;
        int each = 20_000;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(threads * each);
        feed.concatMap(
                        batch -> Mono.fromRunnable(() -> {
                                    assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                                    received.addAndGet(batch.size());
                                    atOnce.decrementAndGet();
                                    batch.forEach(item -> all.countDown());
                                })
                                .subscribeOn(Schedulers.parallel()),
                        0)
                .subscribe();
        List<Thread> putting = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    put(i);
                }
            });
            thread.start();
            putting.add(thread);
        }
        for (Thread thread : putting) {
            thread.join();
        }

        assertThat(all.await(20, TimeUnit.SECONDS))
                .as("%d are missing", all.getCount())
                .isTrue();
        assertThat(received).hasValue(threads * each);
        StepVerifier.create(feed.idle()).verifyComplete();
    }

    private TestSubscriber<List<Integer>> subscribe(long demand) {
        TestSubscriber<List<Integer>> consumer =
                TestSubscriber.builder().initialRequest(demand).build();
        feed.subscribe(consumer);
        return consumer;
    }

    private void put(int item) {
        items.waiting.add(item);
        feed.signal();
    }
}

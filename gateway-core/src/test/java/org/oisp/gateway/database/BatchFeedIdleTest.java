package org.oisp.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** Tests when a feed is idle: once all items are handed out and processed, or when it has no consumer any more. */
class BatchFeedIdleTest {

    private final Items items = new Items();
    private final BatchFeed<List<Integer>> feed = new BatchFeed<>(items);

    @Test
    void isIdleOnceEverythingIsWorkedOff() {
        TestSubscriber<List<Integer>> consumer = subscribe(1);
        put(1);
        TestSubscriber<Void> idle = TestSubscriber.create();
        feed.idle().subscribe(idle);
        assertThat(idle.isTerminated()).as("while a batch is under way").isFalse();

        put(2);
        consumer.request(1);
        assertThat(idle.isTerminated()).as("while the next batch is under way").isFalse();

        consumer.request(1);
        assertThat(idle.isTerminatedComplete()).isTrue();
    }

    @Test
    void isIdleAtOnceWhenThereIsNothingToDo() {
        subscribe(1);

        StepVerifier.create(feed.idle()).verifyComplete();
        StepVerifier.create(feed.idle()).verifyComplete();
    }

    @Test
    void isNotIdleBeforeAnybodyWorks() {
        TestSubscriber<Void> idle = TestSubscriber.create();
        feed.idle().subscribe(idle);
        assertThat(idle.isTerminated()).isFalse();

        subscribe(1);
        assertThat(idle.isTerminatedComplete()).isTrue();
    }

    @Test
    void isNotIdleWhileSomethingHasToWait() {
        TestSubscriber<List<Integer>> consumer = subscribe(1);
        items.withheld = true;
        put(1);
        TestSubscriber<Void> idle = TestSubscriber.create();
        feed.idle().subscribe(idle);
        assertThat(consumer.getReceivedOnNext()).isEmpty();
        assertThat(idle.isTerminated()).isFalse();

        items.withheld = false;
        feed.signal();
        consumer.request(1);
        assertThat(consumer.getReceivedOnNext()).containsExactly(List.of(1));
        assertThat(idle.isTerminatedComplete()).isTrue();
    }

    @Test
    void isIdleWhenNobodyWorksAnyMore() {
        TestSubscriber<List<Integer>> consumer = subscribe(1);
        put(1);
        put(2);
        TestSubscriber<Void> before = TestSubscriber.create();
        feed.idle().subscribe(before);

        consumer.cancel();
        assertThat(before.isTerminatedComplete()).isTrue();
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

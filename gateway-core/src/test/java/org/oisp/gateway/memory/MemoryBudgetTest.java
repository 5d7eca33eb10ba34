package org.oisp.gateway.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The total of held memory never exceeds its limit, and the connections that hold the most are cut first. */
class MemoryBudgetTest {

    private static final long LIMIT = 1_000;
    private static final long STRANGERS = 200;

    private long now;
    private final MemoryBudget budget =
            new MemoryBudget(new MemorySettings(LIMIT, STRANGERS, Duration.ofSeconds(30)), () -> now);

    private final List<Peer> cut = new ArrayList<>();

    /** A connection that records its eviction; the test returns its memory. */
    private final class Peer implements MemoryHolder {
        private final HeldMemory memory = budget.open(this);
        private Eviction eviction;

        Peer known() {
            memory.known();
            return this;
        }

        @Override
        public void evict(Eviction why) {
            eviction = why;
            cut.add(this);
        }
    }

    @Test
    void thoseWhoHoldMostGoFirstUntilAFifthIsFree() {
        Peer small = new Peer().known();
        Peer large = new Peer().known();
        Peer larger = new Peer().known();
        assertThat(small.memory.charge(50)).isTrue();
        assertThat(large.memory.charge(200)).isTrue();
        now += 7;
        assertThat(larger.memory.charge(600)).isTrue();
        now += 5;
        assertThat(cut).isEmpty();

        assertThat(small.memory.charge(51)).isTrue();

        assertThat(cut).containsExactly(larger);
        assertThat(larger.eviction).isEqualTo(new Eviction(600, 5, 901, LIMIT, true));
        assertThat(larger.memory.charge(1)).isFalse();
        larger.memory.end();
        assertThat(budget.held()).isEqualTo(301);
    }

    @Test
    void whatIsBeingGivenBackIsNotCutForTwice() {
        Peer large = new Peer().known();
        Peer other = new Peer().known();
        assertThat(other.memory.charge(300)).isTrue();
        assertThat(large.memory.charge(601)).isFalse();
        assertThat(other.memory.charge(10)).isTrue();
        assertThat(cut).containsExactly(large);
    }

    @Test
    void whoeverWantsMoreThanIsLeftIsCutAtOnceAndNothingIsTaken() {
        Peer one = new Peer().known();
        assertThat(one.memory.charge(850)).isTrue();
        Peer another = new Peer().known();
        assertThat(another.memory.charge(151)).isFalse();
        assertThat(cut).containsExactly(another);
        assertThat(another.eviction.bytes()).isEqualTo(151);
        assertThat(budget.held()).isEqualTo(850);
    }

    @Test
    void strangersAreCutForWhatStrangersHold() {
        Peer device = new Peer().known();
        assertThat(device.memory.charge(500)).isTrue();
        List<Peer> strangers = IntStream.range(0, 10).mapToObj(i -> new Peer()).toList();
        strangers.forEach(stranger -> stranger.memory.charge(30));
        assertThat(cut).isNotEmpty().doesNotContain(device).allMatch(peer -> !peer.eviction.registered());
        cut.forEach(peer -> peer.memory.end());
        assertThat(budget.heldByStrangers()).isLessThanOrEqualTo(STRANGERS);
        assertThat(device.memory.charge(100)).isTrue();
    }

    @Test
    void whoeverHasRegisteredIsNoStrangerAnyMore() {
        Peer device = new Peer();
        assertThat(device.memory.charge(150)).isTrue();
        assertThat(budget.heldByStrangers()).isEqualTo(150);
        device.memory.known();
        assertThat(budget.heldByStrangers()).isZero();
        assertThat(budget.held()).isEqualTo(150);
        assertThat(device.memory.charge(300)).isTrue();
        device.memory.release(450);
        assertThat(budget.held()).isZero();
        assertThat(cut).isEmpty();
    }

    @Test
    void whatIsNoConnectionsMayBeHalf() {
        Peer device = new Peer().known();
        assertThat(budget.take(500)).isTrue();
        assertThat(budget.take(1)).isFalse();
        assertThat(device.memory.charge(390)).isTrue();
        budget.giveBack(500);
        assertThat(budget.held()).isEqualTo(390);
        assertThat(cut).isEmpty();
    }

    @Test
    void afterItsEndNothingIsCounted() {
        Peer peer = new Peer();
        assertThat(peer.memory.charge(100)).isTrue();
        peer.memory.end();
        peer.memory.release(100);
        peer.memory.end();
        assertThat(peer.memory.charge(1)).isFalse();
        assertThat(budget.held()).isZero();
        assertThat(budget.heldByStrangers()).isZero();
        assertThat(cut).isEmpty();
    }

    /** Each thread checks the limit after each of its charges. In the end, all memory is returned. */
    @Test
    void theLimitHoldsHoweverManyThreadsCharge() throws InterruptedException {
        int threads = 4;
        CountDownLatch done = new CountDownLatch(threads);
        List<Long> over = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            new Thread(() -> {
                        for (int round = 0; round < 2_000; round++) {
                            HeldMemory memory = budget.open(eviction -> {});
                            if (random.nextBoolean()) {
                                memory.known();
                            }
                            for (int i = 0; i < 5; i++) {
                                boolean unused = memory.charge(random.nextInt(300));
                                if (random.nextInt(4) == 0) {
                                    memory.known();
                                }
                                if (budget.held() > LIMIT + threads * 300) {
                                    over.add(budget.held());
                                }
                            }
                            memory.end();
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(over).isEmpty();
        assertThat(budget.held()).isZero();
        assertThat(budget.heldByStrangers()).isZero();
    }
}

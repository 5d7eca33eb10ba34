package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.registry.Fixture.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;

/** Tests the memory charged to a connection for waiting messages: exact to one grain, and zero once nothing waits. */
class MailboxMemoryTest {

    private static final int GRAIN = 1024;
    private static final int OVERHEAD = 128;
    private static final int LIMIT = 100_000;
    private static final MailboxSettings WIDE = new MailboxSettings(1_000, 10_000_000, Duration.ofHours(1));

    private final MemoryBudget budget =
            new MemoryBudget(new MemorySettings(LIMIT, LIMIT, Duration.ofSeconds(30)), System::nanoTime);
    private final List<Eviction> evictions = new ArrayList<>();
    private final HeldMemory memory = budget.open(evictions::add);

    @Test
    void whatIsTakenAtOnceCostsNothing() {
        MailboxQueue queue = new MailboxQueue(WIDE, "a device", memory);
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(holding(GRAIN))).isTrue();
            assertThat(budget.held()).isZero();
            queue.poll();
            assertThat(budget.held()).isZero();
        }
        assertThat(queue.offer(holding(GRAIN + 1))).isTrue();
        assertThat(budget.held()).isEqualTo(2 * GRAIN + 1);
        queue.poll();
        assertThat(budget.held()).isZero();
    }

    @Test
    void isChargedForWhatWaitsWhateverComesAndGoes() {
        // Its senders cannot be held: what exceeds a share is refused and must not be charged.
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(30, 50_000, Duration.ofHours(1)), "a device", memory);
        Random random = new Random(7);
        Queue<Integer> waiting = new ArrayDeque<>();
        int held = 0;
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            // The queue is filled and emptied by turns.
            if (random.nextInt(10) < (i / 100 % 2 == 0 ? 7 : 3)) {
                int bytes = OVERHEAD + 1 + random.nextInt(2_000);
                if (queue.offer(holding(bytes))) {
                    waiting.add(bytes);
                    held += bytes;
                } else {
                    refused++;
                }
            } else if (queue.poll() != null) {
                held -= waiting.remove();
            }
            assertThat(budget.held()).isBetween((long) held - GRAIN, (long) held + GRAIN);
            if (held == 0) {
                assertThat(budget.held()).isZero();
            }
        }
        assertThat(refused).isPositive();
        assertThat(evictions).isEmpty();
    }

    /** Memory is charged and released in steps, for several messages at a time. */
    @Test
    void isChargedInSteps() {
        MailboxQueue queue = new MailboxQueue(WIDE, "a device", memory);
        List<Long> charged = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertThat(queue.offer(holding(1_000))).isTrue();
            charged.add(budget.held());
        }
        assertThat(charged).containsExactly(0L, 3_024L, 3_024L, 3_024L, 6_024L);
        charged.clear();
        for (int i = 0; i < 5; i++) {
            queue.poll();
            charged.add(budget.held());
        }
        assertThat(charged).containsExactly(4_000L, 4_000L, 2_000L, 2_000L, 0L);
    }

    @Test
    void keepsWhatItMayHoldToTheGrain() {
        MailboxQueue queue = new MailboxQueue(WIDE, "a device", memory);
        assertThat(queue.offer(holding(1_500))).isTrue();
        assertThat(queue.offer(holding(2 * GRAIN))).isTrue();
        assertThat(budget.held()).isEqualTo(1_500 + GRAIN);
        assertThat(queue.offer(holding(OVERHEAD + 1))).isTrue();
        assertThat(budget.held()).isEqualTo(1_500 + 3 * GRAIN + OVERHEAD + 1);
    }

    @Test
    void givesAllBackWhenItIsGivenUp() {
        MailboxQueue queue = new MailboxQueue(WIDE, "a device", memory);
        for (int i = 0; i < 10; i++) {
            assertThat(queue.offer(holding(1_000))).isTrue();
        }
        queue.abandon();
        assertThat(budget.held()).isZero();
        assertThat(queue.offer(holding(5_000))).isFalse();
        assertThat(budget.held()).isZero();
    }

    @Test
    void takesNothingFromWhoeverMayHoldNoMoreAndSaysWhy() {
        MailboxQueue queue = new MailboxQueue(WIDE, "a device", memory);
        assertThat(queue.full()).isEqualTo(DropReason.SLOW_DEVICE);
        int taken = 0;
        while (queue.offer(holding(10_000))) {
            taken++;
        }
        // Before the budget is used up: the connections that hold most are cut at nine tenths.
        assertThat(taken).isEqualTo(8);
        assertThat(evictions).hasSize(1);
        assertThat(queue.full()).isEqualTo(DropReason.MEMORY);
        assertThat(queue.isOverShare()).isFalse();
        assertThat(queue.size()).isEqualTo(taken);
        assertThat(queue.offer(CloseFrame.GOING_AWAY)).isTrue();

        memory.end();
        queue.abandon();
        assertThat(budget.held()).isZero();
        assertThat(budget.heldByStrangers()).isZero();
    }

    /** Not even its first message. */
    @Test
    void takesNothingForAConnectionThatIsGone() {
        MailboxQueue queue = new MailboxQueue(WIDE, "a device", memory);
        memory.end();
        assertThat(queue.offer(holding(GRAIN + 1))).isFalse();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    /** Returns an actuation that takes this many bytes in memory. */
    private static Outbound.Delivery holding(int bytes) {
        return delivery("x".repeat(bytes - OVERHEAD));
    }
}

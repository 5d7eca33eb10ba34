package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.registry.Fixture.deliveryOf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Sender;

/** Tests the bounds of a mailbox, in messages and bytes. A single message and the close frame always fit. */
class MailboxQueueTest {

    @Test
    void keepsTheOrder() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(10, 10_000), "a device", HeldMemory.uncounted());
        Outbound[] messages = {Reply.REGISTERED, deliveryOf(30), deliveryOf(40), CloseFrame.NORMAL};
        for (Outbound message : messages) {
            assertThat(queue.offer(message)).isTrue();
        }

        for (Outbound message : messages) {
            assertThat(queue.peek()).isSameAs(message);
            assertThat(queue.poll()).isSameAs(message);
        }
        assertThat(queue.peek()).isNull();
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void takesAsManyMessagesAsItMay() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(3, 1_000_000), "a device", HeldMemory.uncounted());
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(deliveryOf(100))).isTrue();
        }
        assertThat(queue.offer(deliveryOf(100))).isFalse();
        assertThat(queue.size()).isEqualTo(3);

        queue.remove();
        assertThat(queue.offer(deliveryOf(100))).isTrue();
        assertThat(queue.offer(deliveryOf(100))).isFalse();
    }

    @Test
    void takesAsManyBytesAsItMay() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(100, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(deliveryOf(400))).isTrue();
        assertThat(queue.offer(deliveryOf(500))).isTrue();
        assertThat(queue.offer(deliveryOf(101))).isFalse();
        assertThat(queue.offer(deliveryOf(100))).isTrue();
        assertThat(queue.offer(deliveryOf(30))).isFalse();

        queue.remove();
        assertThat(queue.offer(deliveryOf(400))).isTrue();
        assertThat(queue.offer(deliveryOf(30))).isFalse();
    }

    @Test
    void takesASingleMessageOfAnyLength() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(100, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(deliveryOf(5_000))).isTrue();
        assertThat(queue.offer(deliveryOf(30))).isFalse();

        queue.remove();
        assertThat(queue.offer(deliveryOf(30))).isTrue();
        assertThat(queue.offer(deliveryOf(5_000))).isFalse();
    }

    @Test
    void takesTheEndHoweverFullItIs() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(1, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(deliveryOf(5_000))).isTrue();
        assertThat(queue.offer(CloseFrame.NORMAL)).isTrue();

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).isInstanceOf(Outbound.Delivery.class);
        assertThat(queue.poll()).isEqualTo(CloseFrame.NORMAL);
    }

    /** Otherwise it would count as accepted and never be written. */
    @Test
    void takesNothingBehindTheEnd() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(100, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(CloseFrame.GOING_AWAY)).isTrue();
        assertThat(queue.offer(deliveryOf(30))).isFalse();
        assertThat(queue.offer(CloseFrame.NORMAL)).isFalse();

        assertThat(queue.poll()).isEqualTo(CloseFrame.GOING_AWAY);
        assertThat(queue.offer(deliveryOf(30))).isFalse();
    }

    @Test
    void countsWhatIsNoActuationAsAMessageWithoutBytes() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(2, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(Reply.REGISTERED)).isTrue();
        assertThat(queue.offer(deliveryOf(1_000))).isTrue();
        assertThat(queue.offer(deliveryOf(30))).isFalse();
    }

    @Test
    void takesNothingOnceAbandoned() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(10, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(deliveryOf(100))).isTrue();
        assertThat(queue.offer(deliveryOf(100))).isTrue();
        queue.abandon();

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.poll()).isNull();
        assertThat(queue.offer(deliveryOf(100))).isFalse();
        assertThat(queue.offer(CloseFrame.NORMAL)).isFalse();
    }

    @Test
    void hasItsWholeRoomAgainOnceCleared() {
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(2, 1_000), "a device", HeldMemory.uncounted());
        assertThat(queue.offer(deliveryOf(500))).isTrue();
        assertThat(queue.offer(deliveryOf(500))).isTrue();
        queue.clear();

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.offer(deliveryOf(500))).isTrue();
        assertThat(queue.offer(deliveryOf(500))).isTrue();
        assertThat(queue.offer(deliveryOf(30))).isFalse();
    }

    /** Compares with a plain queue whose bytes are summed up each time. */
    @Test
    void keepsItsBooksThroughAnyMixtureOfMessages() {
        long seed = 20261;
        Random random = new Random(seed);
        MailboxSettings bounds = new MailboxSettings(8, 2_000);
        MailboxQueue queue = new MailboxQueue(bounds, "a device", HeldMemory.uncounted());
        Queue<Outbound> model = new ArrayDeque<>();
        for (int step = 0; step < 100_000; step++) {
            if (random.nextInt(5) < 2) {
                assertThat(queue.poll()).as("seed %d, step %d", seed, step).isSameAs(model.poll());
            } else {
                boolean control = random.nextInt(20) == 0;
                Outbound message = control ? Reply.REGISTERED : deliveryOf(Fixture.ENVELOPE + random.nextInt(700));
                int length = control ? 0 : ((Outbound.Delivery) message).length();
                boolean fits = length == 0
                        || model.isEmpty()
                        || (model.size() < bounds.messages() && bytes(model) + length <= bounds.bytes());
                assertThat(queue.offer(message))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(fits);
                if (fits) {
                    model.add(message);
                }
            }
            assertThat(queue.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
        }
    }

    /** Several senders, some of whose messages are taken out again, wherever they wait. */
    @Test
    void keepsItsBooksThroughWithdrawals() {
        long seed = 20262;
        Random random = new Random(seed);
        MailboxQueue queue = new MailboxQueue(new MailboxSettings(12, 100_000), "a device", HeldMemory.uncounted());
        List<Sender> senders = List.of(new Sender() {}, new Sender() {}, new Sender() {});
        List<Outbound.Delivery> waiting = new ArrayList<>();
        int written = 0;
        for (int step = 0; step < 50_000; step++) {
            int what = random.nextInt(10);
            if (what < 5) {
                Sender sender = senders.get(random.nextInt(senders.size()));
                Outbound.Delivery delivery =
                        new Outbound.Delivery(ByteSlice.ofText("" + step), 0, DeliveryObserver.NONE, sender);
                if (queue.offer(delivery)) {
                    waiting.add(delivery);
                }
            } else if (what < 8) {
                Outbound polled = queue.poll();
                if (waiting.isEmpty()) {
                    assertThat(polled).isNull();
                    continue;
                }
                Outbound.Delivery first = waiting.stream()
                        .filter(one -> one.sender() == ((Outbound.Delivery) polled).sender())
                        .findFirst()
                        .orElseThrow();
                assertThat(polled).as("seed %d, step %d", seed, step).isSameAs(first);
                waiting.remove(first);
                written++;
            } else if (!waiting.isEmpty()) {
                Outbound.Delivery withdrawn = waiting.remove(random.nextInt(waiting.size()));
                queue.withdraw(withdrawn);
            }
            assertThat(queue.size()).as("seed %d, step %d", seed, step).isEqualTo(waiting.size());
            assertThat(queue.bytes())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(
                            waiting.stream().mapToInt(Outbound.Delivery::length).sum());
            assertThat(queue.unwritten(written)).isEqualTo(waiting.size());
        }
        assertThat(written).isPositive();
    }

    private static int bytes(Queue<Outbound> messages) {
        return messages.stream()
                .mapToInt(message -> message instanceof Outbound.Delivery delivery ? delivery.length() : 0)
                .sum();
    }
}

package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.registry.Fixture.deliveryOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Sender;

/** Tests the shares of senders in one device's mailbox. */
class FairSenderQueueTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final int LENGTH = 100;

    private final MailboxQueue queue = queueOf(10, 1_000_000, LONG);
    private final HeldSender flooder = new HeldSender();
    private final HeldSender polite = new HeldSender();

    @Test
    void takesOneOfEachInTurnAndKeepsTheOrderOfEach() {
        Sender third = new HeldSender();
        Outbound greeting = Reply.REGISTERED;
        Outbound[] of = {greeting, from(flooder), from(flooder), from(flooder), from(polite), from(third), from(polite)
        };
        List.of(of).forEach(message -> assertThat(queue.offer(message)).isTrue());
        assertThat(queue.offer(CloseFrame.GOING_AWAY)).isTrue();

        assertThat(drained(queue))
                .containsExactly(of[0], of[1], of[4], of[5], of[2], of[6], of[3], CloseFrame.GOING_AWAY);
        assertThat(queue.size()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void holdsASenderThatHasAsMuchWaitingAsThereIsRoomLeft() {
        fill(flooder, 5);
        assertThat(flooder.held).isEmpty();
        assertThat(queue.offer(from(flooder))).isTrue();
        // The first of the six does not count towards the share: the device takes it next.
        assertThat(flooder.held).hasSize(1);
        assertThat(flooder.held.get(0).device()).isEqualTo("a device");
    }

    @Test
    void holdsASenderByItsBytesToo() {
        MailboxQueue small = queueOf(1_000, 10 * LENGTH, LONG);
        for (int i = 0; i < 6; i++) {
            assertThat(small.offer(from(flooder))).isTrue();
        }
        assertThat(flooder.held).hasSize(1);
    }

    @Test
    void releasesItOnceItsShareHasRoomForAsMuchAgain() {
        fill(flooder, 6);
        queue.poll();
        assertThat(flooder.held).hasSize(1);
        queue.poll();
        queue.poll();
        assertThat(flooder.held).isEmpty();
        assertThat(flooder.releases).isEqualTo(1);
    }

    @Test
    void hasRoomForOthersWhileASenderHasItsShare() {
        fill(flooder, 6);
        assertThat(queue.offer(from(polite))).isTrue();
        assertThat(polite.held).isEmpty();
    }

    @Test
    void refusesWhatIsOverTheShareOfASenderThatCannotBeHeld() {
        Sender redis = new Sender() {};
        int taken = 0;
        while (queue.offer(from(redis))) {
            taken++;
        }
        assertThat(taken).isEqualTo(6);
        assertThat(queue.isOverShare()).isTrue();
        assertThat(queue.offer(from(polite))).isTrue();
    }

    /** Otherwise a stalled device would never be noticed. */
    @Test
    void fillsTheMailboxOfADeviceThatTakesNothing() {
        MailboxQueue stalled = queueOf(10, 1_000_000, Duration.ZERO);
        int taken = 0;
        while (stalled.offer(from(flooder))) {
            taken++;
        }
        assertThat(taken).isEqualTo(10);
        assertThat(flooder.held).isEmpty();
        assertThat(stalled.isOverShare()).isFalse();
    }

    @Test
    void releasesAllWhenTheMailboxIsGivenUp() {
        fill(flooder, 6);
        while (polite.held.isEmpty()) {
            assertThat(queue.offer(from(polite))).isTrue();
        }
        queue.abandon();

        assertThat(flooder.held).isEmpty();
        assertThat(polite.held).isEmpty();
    }

    @Test
    void releasesASenderThatWaitsNoLongerAndHoldsItAgainIfTheDeviceReads() {
        fill(flooder, 6);
        Sender.Hold hold = flooder.held.get(0);
        hold.end();
        hold.end();
        assertThat(flooder.held).isEmpty();
        assertThat(flooder.releases).isEqualTo(1);

        assertThat(queue.offer(from(flooder))).isTrue();
        assertThat(flooder.held).hasSize(1);
    }

    private void fill(Sender sender, int messages) {
        for (int i = 0; i < messages; i++) {
            assertThat(queue.offer(from(sender))).isTrue();
        }
    }

    private static MailboxQueue queueOf(int messages, int bytes, Duration stallTimeout) {
        return new MailboxQueue(new MailboxSettings(messages, bytes, stallTimeout), "a device", HeldMemory.uncounted());
    }

    private static List<Outbound> drained(MailboxQueue queue) {
        List<Outbound> all = new ArrayList<>();
        Outbound next = queue.poll();
        while (next != null) {
            all.add(next);
            next = queue.poll();
        }
        return all;
    }

    private static Outbound from(Sender sender) {
        return new Outbound.Delivery(deliveryOf(LENGTH).body(), 0, DeliveryObserver.NONE, sender);
    }

    private static final class HeldSender implements Sender {
        private final List<Hold> held = new ArrayList<>();
        private int releases;

        @Override
        public boolean hold(Hold hold) {
            held.add(hold);
            return true;
        }

        @Override
        public void release(Hold hold) {
            assertThat(held.remove(hold)).isTrue();
            releases++;
        }
    }
}

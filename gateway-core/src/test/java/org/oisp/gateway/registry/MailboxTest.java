package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.registry.Fixture.delivery;
import static org.oisp.gateway.registry.Fixture.deliveryOf;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.test.subscriber.TestSubscriber;

/** Tests the queue of messages to one device: ordered, bounded, and ended as its reason requires. */
@Timeout(30)
class MailboxTest {

    private static final MailboxSettings BOUNDS = new MailboxSettings(4, 10_000);

    private final Object owner = new Object();
    private final Mailbox mailbox =
            new Mailbox(Fixture.device(1, 1), owner, Mailbox.UNBOUND, Mailbox.NEVER, BOUNDS, Reply.REGISTERED, false);

    @Test
    void greetsFirst() {
        Outbound.Delivery early = delivery("1");
        assertThat(mailbox.post(early)).isEqualTo(PostResult.ACCEPTED);

        assertThat(read(Long.MAX_VALUE).getReceivedOnNext()).containsExactly(Reply.REGISTERED, early);
    }

    @Test
    void deliversInTheOrderPosted() {
        TestSubscriber<Outbound> device = read(Long.MAX_VALUE);
        List<Outbound> expected = new ArrayList<>(List.of(Reply.REGISTERED));
        for (int i = 0; i < 100; i++) {
            Outbound.Delivery next = delivery("" + i);
            expected.add(next);
            assertThat(mailbox.post(next)).isEqualTo(PostResult.ACCEPTED);
        }

        assertThat(device.getReceivedOnNext()).containsExactlyElementsOf(expected);
    }

    @Test
    void handsOutNoMoreThanIsAskedForAndCountsTheRest() {
        TestSubscriber<Outbound> device = read(0);
        Outbound.Delivery first = delivery("1");
        Outbound.Delivery second = delivery("2");
        mailbox.post(first);
        mailbox.post(second);
        assertThat(mailbox.depth()).isEqualTo(3);

        device.request(2);
        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED, first);
        assertThat(mailbox.depth()).isEqualTo(1);
        device.request(1);
        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED, first, second);
        assertThat(mailbox.depth()).isZero();
    }

    @Test
    void dropsADeviceThatDoesNotReadAtOnceAndWithoutDemand() {
        TestSubscriber<Outbound> device = read(0);
        for (int i = 1; i < BOUNDS.messages(); i++) {
            assertThat(mailbox.post(delivery("x"))).isEqualTo(PostResult.ACCEPTED);
        }
        assertThat(device.isTerminated()).isFalse();

        assertThat(mailbox.post(delivery("x"))).isEqualTo(PostResult.FULL);
        assertDropped(device);
        assertThat(device.getReceivedOnNext()).isEmpty();
        assertThat(mailbox.depth()).isZero();
    }

    @Test
    void dropsADeviceThatReadsTooLittle() {
        TestSubscriber<Outbound> device = read(1);
        assertThat(mailbox.post(deliveryOf(6_000))).isEqualTo(PostResult.ACCEPTED);
        assertThat(mailbox.post(deliveryOf(6_000))).isEqualTo(PostResult.FULL);

        assertDropped(device);
        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED);
    }

    @Test
    void dropsADeviceWhoseSessionHasNotBegunToRead() {
        for (int i = 1; i < BOUNDS.messages(); i++) {
            mailbox.post(delivery("x"));
        }
        assertThat(mailbox.post(delivery("x"))).isEqualTo(PostResult.FULL);

        assertDropped(read(0));
    }

    @Test
    void isGoneAfterADrop() {
        read(0);
        for (int i = 0; i < BOUNDS.messages(); i++) {
            mailbox.post(delivery("x"));
        }

        assertThat(mailbox.post(delivery("x"))).isEqualTo(PostResult.GONE);
        assertThat(mailbox.supersede(new Object())).isFalse();
    }

    @Test
    void isGoneWhenItsSessionIs() {
        TestSubscriber<Outbound> device = read(Long.MAX_VALUE);
        device.cancel();

        assertThat(mailbox.post(delivery("x"))).isEqualTo(PostResult.GONE);
        assertThat(mailbox.depth()).isZero();
    }

    @Test
    void closesTheOlderConnectionBehindWhatWaits() {
        TestSubscriber<Outbound> device = read(0);
        Outbound.Delivery waiting = delivery("1");
        mailbox.post(waiting);
        assertThat(mailbox.supersede(new Object())).isTrue();
        assertThat(mailbox.post(delivery("2"))).isEqualTo(PostResult.GONE);
        assertThat(device.isTerminated()).isFalse();

        device.request(Long.MAX_VALUE);
        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED, waiting, CloseFrame.NORMAL);
        assertThat(device.isTerminatedComplete()).isTrue();
    }

    @Test
    void closesTheOlderConnectionHoweverFullItsMailboxIs() {
        TestSubscriber<Outbound> device = read(0);
        for (int i = 1; i < BOUNDS.messages(); i++) {
            mailbox.post(delivery("x"));
        }
        assertThat(mailbox.supersede(new Object())).isTrue();

        device.request(Long.MAX_VALUE);
        assertThat(device.getReceivedOnNext()).hasSize(5).last().isEqualTo(CloseFrame.NORMAL);
        assertThat(device.isTerminatedComplete()).isTrue();
    }

    @Test
    void endsWithoutACloseWhenTheSameConnectionRegistersAgain() {
        TestSubscriber<Outbound> device = read(Long.MAX_VALUE);
        Outbound.Delivery delivered = delivery("1");
        mailbox.post(delivered);
        assertThat(mailbox.supersede(owner)).isFalse();

        assertThat(mailbox.post(delivery("2"))).isEqualTo(PostResult.GONE);
        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED, delivered);
        assertThat(device.isTerminatedComplete()).isTrue();
    }

    @Test
    void isSupersededOnce() {
        TestSubscriber<Outbound> device = read(Long.MAX_VALUE);
        assertThat(mailbox.supersede(new Object())).isTrue();
        assertThat(mailbox.supersede(new Object())).isFalse();

        assertThat(device.getReceivedOnNext()).containsExactly(Reply.REGISTERED, CloseFrame.NORMAL);
    }

    @Test
    void countsWhatItTookAndWhatWasWritten() {
        assertThat(mailbox.deliveries()).isEqualTo(new DeliveryCounts(0, 0, 0, 0));
        long received = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            assertThat(mailbox.post(new Outbound.Delivery(delivery("1").body(), received, mailbox)))
                    .isEqualTo(PostResult.ACCEPTED);
        }
        mailbox.written(7_000);
        mailbox.written(9_999);

        DeliveryCounts waiting = mailbox.deliveries();
        assertThat(waiting.accepted()).isEqualTo(3);
        assertThat(waiting.written()).isEqualTo(2);
        assertThat(waiting.lastMicros()).isEqualTo(9);
        assertThat(waiting.lastWritten()).isFalse();
        assertThat(System.currentTimeMillis() - waiting.lastMillis()).isBetween(-1_000L, 60_000L);

        mailbox.written(Long.MAX_VALUE);
        assertThat(mailbox.deliveries().lastWritten()).isTrue();
        assertThat(mailbox.deliveries().lastMicros()).isEqualTo(Integer.MAX_VALUE);
        // Refused messages are not counted.
        assertThat(mailbox.post(delivery("4"))).isEqualTo(PostResult.FULL);
        assertThat(mailbox.deliveries().accepted()).isEqualTo(3);
    }

    /** A device's defect must not end the sender, or another instance's link, that posts to it. */
    @Test
    void keepsADefectOfItsSessionFromWhoeverPosts() {
        List<Throwable> told = new ArrayList<>();
        MailboxReader session = (of, defect) -> told.add(defect);
        Mailbox broken = new Mailbox(
                Fixture.device(1, 1), session, Mailbox.UNBOUND, Mailbox.NEVER, BOUNDS, Reply.REGISTERED, false);
        IllegalStateException defect = new IllegalStateException("a defect");
        broken.messages().subscribe(new Failing(defect));

        assertThat(broken.post(delivery("1"))).isEqualTo(PostResult.GONE);
        assertThat(told).containsExactly(defect);
        assertThat(broken.post(delivery("2"))).isEqualTo(PostResult.GONE);
        assertThat(broken.depth()).isZero();
        assertThat(broken.supersede(new Object())).isFalse();
        assertThat(told).hasSize(1);
    }

    /** A session that fails at an actuation. */
    private record Failing(RuntimeException defect) implements CoreSubscriber<Outbound> {
        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Outbound message) {
            if (message instanceof Outbound.Delivery) {
                throw defect;
            }
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }

    private TestSubscriber<Outbound> read(long demand) {
        TestSubscriber<Outbound> device =
                TestSubscriber.builder().initialRequest(demand).build();
        mailbox.messages().subscribe(device);
        return device;
    }

    private static void assertDropped(TestSubscriber<Outbound> device) {
        assertThat(device.isTerminatedError()).isTrue();
        assertThat(device.expectTerminalError())
                .isInstanceOfSatisfying(
                        DroppedException.class,
                        dropped -> assertThat(dropped.reason()).isEqualTo(DropReason.SLOW_DEVICE));
    }
}

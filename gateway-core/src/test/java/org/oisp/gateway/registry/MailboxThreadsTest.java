package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.registry.Fixture.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import reactor.test.subscriber.TestSubscriber;

/** Mailboxes and many threads: no message is lost, each sender's order is kept, and no mailbox waits for another's session. */
@Timeout(60)
class MailboxThreadsTest {

    private static final MailboxSettings LARGE = new MailboxSettings(1_000_000, 256 * 1024 * 1024);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Both are in the middle of a delivery when each posts to the other: with a lock held, they would deadlock. */
    @Test
    void twoDevicesThatActuateEachOtherDoNotWaitForEachOther() throws Exception {
        Mailbox one = mailbox(1);
        Mailbox other = mailbox(2);
        CyclicBarrier bothAreCalled = new CyclicBarrier(2);
        Outbound.Delivery firstOfOne = delivery("1");
        Outbound.Delivery firstOfOther = delivery("2");
        Outbound.Delivery answerToOne = delivery("3");
        Outbound.Delivery answerToOther = delivery("4");
        List<Outbound> toOne = new CopyOnWriteArrayList<>();
        List<Outbound> toOther = new CopyOnWriteArrayList<>();
        one.messages().subscribe(answering(toOne, firstOfOne, bothAreCalled, other, answerToOther));
        other.messages().subscribe(answering(toOther, firstOfOther, bothAreCalled, one, answerToOne));

        Thread loop = start(() -> one.post(firstOfOne));
        Thread otherLoop = start(() -> other.post(firstOfOther));

        loop.join(LONG.toMillis());
        otherLoop.join(LONG.toMillis());
        assertThat(List.of(loop, otherLoop)).noneMatch(Thread::isAlive);
        assertThat(toOne).containsExactly(Reply.REGISTERED, firstOfOne, answerToOne);
        assertThat(toOther).containsExactly(Reply.REGISTERED, firstOfOther, answerToOther);
    }

    @Test
    void losesNothingOfWhatManyThreadsPostAndKeepsTheOrderOfEach() throws Exception {
        int threads = 6;
        int each = 20_000;
        Mailbox large = mailbox(1);
        // Not synchronised, since the mailbox calls its session on one thread at a time.
        List<Outbound> received = new ArrayList<>();
        large.messages().subscribe(received::add);
        AtomicInteger refused = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int sender = t;
            senders.add(start(() -> {
                await(together);
                for (int i = 0; i < each; i++) {
                    if (large.post(new Outbound.Delivery(delivery("x").body(), sender * (long) each + i))
                            != PostResult.ACCEPTED) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }

        assertThat(refused).hasValue(0);
        assertThat(received).hasSize(1 + threads * each);
        Map<Long, Long> nextOfEach = new HashMap<>();
        for (Outbound message : received.subList(1, received.size())) {
            long number = ((Outbound.Delivery) message).receivedNanos();
            long expected = nextOfEach.merge(number / each, 1L, Long::sum) - 1;
            assertThat(number % each).isEqualTo(expected);
        }
    }

    /** Whichever comes first, the session is told; otherwise its connection would stay open and receive nothing. */
    @Test
    void aSessionIsToldOfItsEndThoughItsMailboxIsFullAndTakenOverAtOnce() throws Exception {
        List<Mailbox> mailboxes = new ArrayList<>();
        List<TestSubscriber<Outbound>> sessions = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Mailbox mailbox = mailbox(1, new MailboxSettings(1, 1_000));
            TestSubscriber<Outbound> session =
                    TestSubscriber.builder().initialRequest(0).build();
            mailbox.messages().subscribe(session);
            mailboxes.add(mailbox);
            sessions.add(session);
        }
        AtomicInteger arrivals = new AtomicInteger();
        Thread poster = start(() -> inStep(arrivals, mailboxes, mailbox -> mailbox.post(delivery("x"))));
        Thread taker = start(() -> inStep(arrivals, mailboxes, mailbox -> mailbox.supersede(new Object())));
        poster.join();
        taker.join();

        sessions.forEach(session -> session.request(Long.MAX_VALUE));
        assertThat(sessions.stream()
                        .filter(session -> !session.isTerminatedError()
                                && !session.getReceivedOnNext().contains(CloseFrame.NORMAL))
                        .count())
                .as("sessions that were told nothing")
                .isZero();
    }

    /** Lets both threads reach each mailbox at the same moment. */
    private static void inStep(AtomicInteger arrivals, List<Mailbox> mailboxes, Consumer<Mailbox> work) {
        int expected = 0;
        for (Mailbox mailbox : mailboxes) {
            expected += 2;
            arrivals.incrementAndGet();
            while (arrivals.get() < expected) {
                Thread.onSpinWait();
            }
            work.accept(mailbox);
        }
    }

    /** Returns a session that, on its first delivery, waits for the other session and then posts to the other device. */
    private static Consumer<Outbound> answering(
            List<Outbound> received,
            Outbound first,
            CyclicBarrier bothAreCalled,
            Mailbox other,
            Outbound.Delivery answer) {
        return message -> {
            received.add(message);
            if (message == first) {
                await(bothAreCalled);
                assertThat(other.post(answer)).isEqualTo(PostResult.ACCEPTED);
            }
        };
    }

    private static Mailbox mailbox(int device) {
        return mailbox(device, LARGE);
    }

    private static Mailbox mailbox(int device, MailboxSettings bounds) {
        return new Mailbox(
                Fixture.device(1, device),
                new Object(),
                Mailbox.UNBOUND,
                Mailbox.NEVER,
                bounds,
                Reply.REGISTERED,
                false);
    }

    /** Starts a daemon thread, which does not keep the JVM alive if it never ends. */
    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}

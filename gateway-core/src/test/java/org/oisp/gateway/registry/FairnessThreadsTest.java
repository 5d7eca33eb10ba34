package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Sender;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Many senders and several devices, one of which stalls, one is taken over and one leaves: every held sender goes on in the end. */
@Timeout(120)
class FairnessThreadsTest {

    private static final int SENDERS = 6;
    private static final int EACH = 20_000;
    private static final int POLITE_EVERY = 64;
    private static final MailboxSettings BOUNDS = new MailboxSettings(64, 1 << 20, Duration.ofMinutes(10));
    private static final DeviceIdentity READS = Fixture.device(1, 1);
    private static final DeviceIdentity LEAVES = Fixture.device(1, 2);

    private final DeviceRegistry devices = new DeviceRegistry(BOUNDS, new ConnectionEvents(new SimpleMeterRegistry()));
    private final ByteSlice body = ByteSlice.ofText("x");
    private final AtomicInteger finished = new AtomicInteger();

    @Test
    void losesNothingKeepsEachOnesOrderAndLetsEverybodyGoOn() throws Exception {
        List<Reader> readers = new ArrayList<>();
        readers.add(new Reader(devices.admit(READS, "first", Reply.REGISTERED)));
        Reader leaving = new Reader(devices.admit(LEAVES, "leaving", Reply.REGISTERED));
        List<Poster> posters = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Poster poster = new Poster(i);
            posters.add(poster);
            Thread thread = new Thread(poster, "sender " + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }

        boolean left = false;
        while (finished.get() < SENDERS) {
            for (Reader reader : List.copyOf(readers)) {
                reader.take(7);
            }
            int received =
                    readers.stream().mapToInt(reader -> reader.received.size()).sum();
            if (!left) {
                leaving.take(3);
            }
            if (received > EACH && readers.size() == 1) {
                // A newer connection takes over while senders are held. They go on once the rest is written.
                readers.add(new Reader(devices.admit(READS, "second", Reply.REGISTERED)));
            }
            if (received > 2 * EACH && !left) {
                left = true;
                devices.remove(leaving.mailbox);
                leaving.cancel();
            }
            Thread.onSpinWait();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        readers.forEach(reader -> reader.take(Integer.MAX_VALUE));

        assertThat(left).isTrue();
        assertThat(posters).allSatisfy(poster -> assertThat(poster.holds).isEmpty());
        long accepted = posters.stream().mapToLong(poster -> poster.accepted).sum();
        List<Long> received =
                readers.stream().flatMap(reader -> reader.received.stream()).toList();
        assertThat(received).hasSize((int) accepted);
        assertThat(new HashSet<>(received)).hasSize(received.size());
        for (Reader reader : readers) {
            Map<Long, Long> last = new HashMap<>();
            for (long number : reader.received) {
                Long before = last.put(number / EACH, number);
                assertThat(before == null || before < number).isTrue();
            }
        }
        // Sender 0 never uses up its share, so none of its actuations is refused, whatever the others do.
        assertThat(posters.get(0).overShare).isZero();
        assertThat(posters.stream().mapToInt(poster -> poster.timesHeld).sum()).isPositive();
    }

    /** Posts, and waits while it is held, as a socket does. */
    private final class Poster implements Sender, Runnable {
        private final int number;
        private final Set<Hold> holds = new HashSet<>();
        private long accepted;
        private int overShare;
        private int timesHeld;

        Poster(int number) {
            this.number = number;
        }

        @Override
        public void run() {
            try {
                for (int i = 0; i < EACH; i++) {
                    awaitRelease();
                    if (i % POLITE_EVERY == 0 || number != 0) {
                        post(READS, number * (long) EACH + i, true);
                    }
                    awaitRelease();
                    post(LEAVES, i, false);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                finished.incrementAndGet();
            }
        }

        private void post(DeviceIdentity device, long message, boolean counted) {
            Mailbox mailbox = devices.find(device.uid());
            while (mailbox != null) {
                PostResult postResult = mailbox.post(new Outbound.Delivery(body, message, DeliveryObserver.NONE, this));
                if (postResult == PostResult.GONE) {
                    mailbox = devices.successorOf(mailbox);
                    continue;
                }
                if (counted && postResult == PostResult.ACCEPTED) {
                    accepted++;
                } else if (counted && postResult == PostResult.OVER_SHARE) {
                    overShare++;
                }
                return;
            }
        }

        private synchronized void awaitRelease() throws InterruptedException {
            while (!holds.isEmpty()) {
                wait();
            }
        }

        @Override
        public synchronized boolean hold(Hold hold) {
            assertThat(holds.add(hold)).isTrue();
            timesHeld++;
            return true;
        }

        @Override
        public synchronized void release(Hold hold) {
            assertThat(holds.remove(hold)).isTrue();
            notifyAll();
        }
    }

    /** Takes messages when told to. Called by one thread at a time. */
    private static final class Reader {
        private final List<Long> received = new ArrayList<>();
        private final Mailbox mailbox;
        private final BaseSubscriber<Outbound> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // Requests nothing until take() is called.
            }

            @Override
            protected void hookOnNext(Outbound message) {
                if (message instanceof Outbound.Delivery delivery) {
                    received.add(delivery.receivedNanos());
                }
            }
        };

        Reader(Mailbox mailbox) {
            this.mailbox = mailbox;
            mailbox.messages().subscribe(subscriber);
        }

        void take(int messages) {
            if (!subscriber.isDisposed()) {
                subscriber.request(messages);
            }
        }

        void cancel() {
            subscriber.cancel();
        }
    }
}

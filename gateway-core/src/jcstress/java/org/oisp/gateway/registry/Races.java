package org.oisp.gateway.registry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Sender;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Shared by the races of this package: a device, its session, and a sender that can be held. */
final class Races {

    static final ConnectionEvents EVENTS = new ConnectionEvents(new SimpleMeterRegistry());

    static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(new UUID(1, 1)), new AccountId(new UUID(2, 2)), new DeviceId("device"));

    private static final ByteSlice BODY = ByteSlice.ofText("x");

    private Races() {}

    static MailboxSettings bounds(int messages) {
        return new MailboxSettings(messages, 1 << 20, Duration.ofMinutes(1));
    }

    static Mailbox mailbox(int messages) {
        return new Mailbox(
                DEVICE, "session", Mailbox.UNBOUND, Mailbox.NEVER, bounds(messages), Reply.REGISTERED, false);
    }

    static Outbound.Delivery delivery(long number) {
        return new Outbound.Delivery(BODY, number);
    }

    static Outbound.Delivery delivery(long number, Sender sender) {
        return new Outbound.Delivery(BODY, number, DeliveryObserver.NONE, sender);
    }

    /** A session that takes what it requests. Not thread-safe; the mailbox calls it on one thread at a time. */
    static final class Reader extends BaseSubscriber<Outbound> {

        private final List<Outbound> received = new ArrayList<>();
        private boolean failed;

        Reader(Mailbox mailbox) {
            mailbox.messages().subscribe(this);
        }

        void take(int messages) {
            request(messages);
        }

        void takeAll() {
            requestUnbounded();
        }

        List<Outbound> received() {
            return received;
        }

        boolean hasFailed() {
            return failed;
        }

        long count(Outbound message) {
            return received.stream().filter(each -> each == message).count();
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // Requests nothing until take() is called.
        }

        @Override
        protected void hookOnNext(Outbound message) {
            received.add(message);
        }

        @Override
        protected void hookOnError(Throwable reason) {
            failed = true;
        }
    }

    /** Counts the shares by which it is held. Guarded by one mailbox's lock during a race. */
    static final class Waiter implements Sender {

        private Sender.Hold last;
        private int holds;
        private boolean wasHeld;

        @Override
        public boolean hold(Sender.Hold hold) {
            last = hold;
            holds++;
            wasHeld = true;
            return true;
        }

        @Override
        public void release(Sender.Hold hold) {
            holds--;
        }

        int holds() {
            return holds;
        }

        boolean wasHeld() {
            return wasHeld;
        }

        Sender.Hold last() {
            return last;
        }
    }
}

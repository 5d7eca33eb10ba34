package org.oisp.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.ReceiptRequest;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.routing.OutcomeJson;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * The outcomes of the actuations that one peer sent and asked receipts for: a flux for one subscriber, which emits on the peer's thread
 * only. Exists only for peers that ask. Each outcome that waits for the peer is charged to its memory account. Outcomes may come on any
 * thread.
 */
final class ReceiptReplies extends Flux<Outbound> implements Subscription, Runnable {

    /** Bytes that a waiting outcome takes beside its text: its slice, its array's header and its queue entry. */
    private static final int OVERHEAD = 80;

    /** The maximum number of outcomes that are emitted together: they are written into one buffer. */
    private static final int MAX_TOGETHER = 32;

    private final Peer peer;
    private final BooleanSupplier stopping;
    private final Queue<ByteSlice> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    /** The number of causes to look at the queue since it was looked at last. */
    private final AtomicInteger wakeUps = new AtomicInteger();

    private volatile @Nullable CoreSubscriber<? super Outbound> subscriber;
    private volatile boolean cancelled;
    private boolean handedOut;
    /** Whether a close frame follows the last outcome. */
    private volatile boolean retired;
    /** Whether that close frame was emitted. */
    private boolean ended;

    /** {@code stopping} tells whether the peer's session is about to end, so that nothing more is accepted. */
    ReceiptReplies(Peer peer, BooleanSupplier stopping) {
        this.peer = peer;
        this.stopping = stopping;
    }

    /** Returns the listener for the outcome of an actuation, which counts as pending until then. */
    ReceiptListener expect(Inbound.ActuationMessage actuation) {
        ReceiptRequest request = actuation.receipt();
        String id = request == null ? null : request.id();
        pending.incrementAndGet();
        return new ReceiptListener() {
            @Override
            public void ended(Receipt receipt) {
                reply(id, receipt);
            }

            @Override
            public int pendingOfConnection() {
                return pending.get();
            }

            @Override
            public boolean isStopping() {
                return stopping.getAsBoolean();
            }
        };
    }

    /**
     * Has a close frame follow the outcomes that are still to come. Called on the peer's thread, when the session is about to end.
     *
     * @return false if no outcome is to come, so that no close frame follows
     */
    boolean retire() {
        if (!handedOut || (pending.get() == 0 && waiting.isEmpty())) {
            return false;
        }
        retired = true;
        wake();
        return true;
    }

    /** Returns this flux when called first, and an empty one later: a session merges it once. */
    Publisher<Outbound> once() {
        if (handedOut) {
            return Mono.empty();
        }
        handedOut = true;
        return this;
    }

    private void reply(@Nullable String id, Receipt receipt) {
        if (cancelled) {
            pending.decrementAndGet();
            return;
        }
        ByteSlice reply = OutcomeJson.message(id, receipt);
        // A peer over its limit is being evicted, and reads no outcome any more.
        if (peer.memory().charge(costOf(reply))) {
            waiting.add(reply);
        }
        pending.decrementAndGet();
        wake();
    }

    private static int costOf(ByteSlice reply) {
        return OVERHEAD + reply.length();
    }

    private void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            peer.execute(this);
        }
    }

    @Override
    public void subscribe(CoreSubscriber<? super Outbound> actual) {
        subscriber = actual;
        actual.onSubscribe(this);
        wake();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            demand.accumulateAndGet(n, Operators::addCap);
            wake();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    /** Emits what waits. Called on the peer's thread. */
    @Override
    public void run() {
        int seen;
        do {
            seen = wakeUps.get();
            drain();
        } while (!wakeUps.compareAndSet(seen, 0));
    }

    private void drain() {
        CoreSubscriber<? super Outbound> actual = subscriber;
        while (actual != null && (cancelled || demand.get() > 0)) {
            // Read before the queue: an outcome is queued before it stops being pending.
            boolean last = retired && pending.get() == 0;
            ByteSlice first = take();
            if (first == null) {
                if (last && !ended && !cancelled) {
                    ended = true;
                    actual.onNext(CloseFrame.GOING_AWAY);
                }
                return;
            }
            if (!cancelled) {
                demand.decrementAndGet();
                actual.onNext(new Outbound.OutcomeMessages(together(first)));
            }
        }
    }

    /** Returns an outcome that waits, and those that wait behind it. */
    private List<ByteSlice> together(ByteSlice first) {
        ByteSlice next = take();
        if (next == null) {
            return List.of(first);
        }
        List<ByteSlice> all = new ArrayList<>(MAX_TOGETHER);
        all.add(first);
        while (next != null) {
            all.add(next);
            next = all.size() < MAX_TOGETHER ? take() : null;
        }
        return all;
    }

    private @Nullable ByteSlice take() {
        ByteSlice reply = waiting.poll();
        if (reply != null) {
            peer.memory().release(costOf(reply));
        }
        return reply;
    }
}

package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.token.Keys;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.DroppedException;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;

/** A peer that says what it is told to and notes what it hears. Its socket is open and the handshake done. */
final class Conversation implements Peer {

    private final VirtualTimeScheduler clock;
    private final Sinks.Many<Inbound> inbound = Sinks.many().unicast().onBackpressureBuffer();
    private final TestSubscriber<Outbound> outbound;
    private long lastHeardNanos;
    private @Nullable String certifiedAs;
    private boolean cut;
    private int seen;
    private @Nullable Outbound awaited;
    private Runnable reaction = () -> {};
    private Disposable alarm = Disposables.disposed();

    Conversation(SessionServices services, VirtualTimeScheduler clock, long demand) {
        this.clock = clock;
        this.lastHeardNanos = nanos();
        this.outbound = TestSubscriber.builder().initialRequest(demand).build();
        Session.converse(services, this, inbound.asFlux()).doOnNext(this::react).subscribe(outbound);
        says(Signal.OPENED);
    }

    /** The peer sends this. */
    void says(Inbound... messages) {
        lastHeardNanos = nanos();
        for (Inbound message : messages) {
            inbound.tryEmitNext(message);
        }
    }

    /** The peer sends a good registration. */
    void registers(String deviceId) {
        says(new Inbound.RegistrationRequest(deviceId, Keys.token(deviceId, Gateway.ACCOUNT.toString())));
    }

    /** The peer sends bytes that are no whole message yet. */
    void stirs() {
        lastHeardNanos = nanos();
    }

    /** The peer has shown a certificate for this device. */
    void hasCertificateOf(String deviceId) {
        certifiedAs = deviceId;
    }

    /** The peer does this once, as soon as it hears that next. */
    void whenItHears(Outbound message, Runnable reaction) {
        awaited = message;
        this.reaction = reaction;
    }

    private void react(Outbound message) {
        if (message.equals(awaited)) {
            awaited = null;
            reaction.run();
        }
    }

    /** The peer reads so many messages more. */
    void reads(long messages) {
        outbound.request(messages);
    }

    /** The socket is closed without a word. */
    void breaksOff() {
        outbound.cancel();
        alarm.dispose();
    }

    /** What the peer has heard since this was asked last. */
    List<Outbound> heard() {
        List<Outbound> all = outbound.getReceivedOnNext();
        List<Outbound> fresh = List.copyOf(all.subList(seen, all.size()));
        seen = all.size();
        return fresh;
    }

    void hears(Outbound... expected) {
        assertThat(heard()).containsExactly(expected);
    }

    boolean goesOn() {
        return !outbound.isTerminated();
    }

    /** The session has said its last word, and the connection is to be closed once that is written. */
    boolean hasEnded() {
        return outbound.isTerminatedComplete();
    }

    /** Why the connection is to be cut, or null if it is not. */
    DropReason cutFor() {
        return outbound.isTerminatedError() && outbound.expectTerminalError() instanceof DroppedException dropped
                ? dropped.reason()
                : null;
    }

    @Override
    public long nanos() {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public long lastHeardNanos() {
        return lastHeardNanos;
    }

    @Override
    public void wake(Runnable task, long atNanos) {
        alarm = clock.schedule(task, Math.max(atNanos - nanos(), 1_000_000), TimeUnit.NANOSECONDS);
    }

    @Override
    public void cut() {
        cut = true;
        breaksOff();
    }

    /** Whether the gateway has closed the connection without a word. */
    boolean isCut() {
        return cut;
    }

    @Override
    public boolean mayBe(@Nullable String deviceId) {
        return certifiedAs == null || certifiedAs.equals(deviceId);
    }

    @Override
    public String toString() {
        return "10.0.0.1:1234";
    }
}

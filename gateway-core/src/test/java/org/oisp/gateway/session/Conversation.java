package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

/** A scripted peer that records what it receives. Its socket is open and the handshake done. */
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
    private @Nullable List<Runnable> heldTasks;
    private Disposable alarm = Disposables.disposed();

    Conversation(SessionServices services, VirtualTimeScheduler clock, long demand) {
        this.clock = clock;
        this.lastHeardNanos = nanos();
        this.outbound = TestSubscriber.builder().initialRequest(demand).build();
        Session.converse(services, this, inbound.asFlux()).doOnNext(this::react).subscribe(outbound);
        says(Signal.OPENED);
    }

    /** Sends messages. */
    void says(Inbound... messages) {
        lastHeardNanos = nanos();
        for (Inbound message : messages) {
            inbound.tryEmitNext(message);
        }
    }

    /** Sends a valid registration. */
    void registers(String deviceId) {
        says(new Inbound.RegistrationRequest(deviceId, Keys.token(deviceId, Gateway.ACCOUNT.toString())));
    }

    /** Sends bytes that are not a whole message yet. */
    void stirs() {
        lastHeardNanos = nanos();
    }

    /** Presents a certificate for this device. */
    void hasCertificateOf(String deviceId) {
        certifiedAs = deviceId;
    }

    /** Runs the reaction once, when the peer next receives the message. */
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

    /** Requests this many more messages. */
    void reads(long messages) {
        outbound.request(messages);
    }

    /** Closes the socket without a close frame. */
    void breaksOff() {
        outbound.cancel();
        alarm.dispose();
    }

    /** Returns what the peer has received since the last call. */
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

    /** Returns whether the session has sent its last message, after which the connection is closed. */
    boolean hasEnded() {
        return outbound.isTerminatedComplete();
    }

    /** Returns why the connection is to be cut, or null. */
    DropReason cutFor() {
        return outbound.isTerminatedError() && outbound.expectTerminalError() instanceof DroppedException dropped
                ? dropped.reason()
                : null;
    }

    /** Has the peer's thread do something else until {@link #runsTasks}. */
    void holdsTasks() {
        heldTasks = new ArrayList<>();
    }

    /** Runs what the peer's thread was to do meanwhile. */
    void runsTasks() {
        List<Runnable> tasks = heldTasks;
        heldTasks = null;
        tasks.forEach(Runnable::run);
    }

    @Override
    public void execute(Runnable task) {
        if (heldTasks == null) {
            task.run();
        } else {
            heldTasks.add(task);
        }
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
    public Runnable schedule(Runnable task, long millis) {
        return clock.schedule(task, millis, TimeUnit.MILLISECONDS)::dispose;
    }

    @Override
    public void cut() {
        cut = true;
        breaksOff();
    }

    /** Returns whether the gateway has closed the connection without a close frame. */
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

package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.registry.DroppedException;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Tests the keepalive of a peer that reads nothing, and with a grace longer than the interval. */
class KeepaliveDemandTest {

    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(30);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StillPeer peer = new StillPeer();

    @AfterEach
    void dispose() {
        time.dispose();
    }

    @Test
    void refusesOnceThoughTheCloseFrameIsNotTakenAndThenCutsTheConnection() {
        Keepalive keepalive = keepalive(Duration.ofSeconds(10));
        List<Throwable> errors = new ArrayList<>();
        // The peer sends ping frames and does not read: there is no demand, and no message either.
        Disposable watch = keepalive.subscribe(taken -> {}, errors::add, () -> {}, subscription -> {});
        peer.speakEvery(Duration.ofSeconds(1), FIRST_MESSAGE);
        assertThat(refusals()).isEqualTo(1);
        // The ping frames continue, but do not extend the last deadline, which is the grace.
        peer.speakEvery(Duration.ofSeconds(1), Duration.ofSeconds(11));
        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        DroppedException.class,
                        drop -> assertThat(drop.reason()).isEqualTo(DropReason.SLOW_DEVICE));
        assertThat(refusals()).isEqualTo(1);
        watch.dispose();
    }

    @Test
    void asksAgainAfterTheIntervalThoughTheGraceIsLonger() {
        List<Long> pings = new ArrayList<>();
        Keepalive keepalive = keepalive(Duration.ofSeconds(60));
        keepalive.messageReceived();
        Disposable watch = keepalive.subscribe(ping -> {
            assertThat(ping).isEqualTo(Outbound.PingFrame.PING);
            pings.add(TimeUnit.NANOSECONDS.toSeconds(peer.nanos()));
            time.schedule(peer::speak, 1, TimeUnit.SECONDS);
        });
        time.advanceTimeBy(Duration.ofSeconds(65));
        // The peer answers each ping after a second and is silent otherwise.
        assertThat(pings).containsExactly(20L, 41L, 62L);
        watch.dispose();
    }

    @Test
    void doesNotAskTwiceWhileAnAnswerIsDue() {
        List<Outbound> sent = new ArrayList<>();
        List<Throwable> errors = new ArrayList<>();
        Keepalive keepalive = keepalive(Duration.ofSeconds(60));
        keepalive.messageReceived();
        Disposable watch = keepalive.subscribe(sent::add, errors::add);
        time.advanceTimeBy(Duration.ofSeconds(79));
        assertThat(sent).containsExactly(Outbound.PingFrame.PING);
        assertThat(errors).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(sent).containsExactly(Outbound.PingFrame.PING);
        assertThat(errors).singleElement().isInstanceOf(DroppedException.class);
        watch.dispose();
    }

    @Test
    void refusesAPeerThatReadsWithACloseFrame() {
        List<Outbound> sent = new ArrayList<>();
        Disposable watch = keepalive(Duration.ofSeconds(10))
                .takeUntil(CloseFrame.class::isInstance)
                .subscribe(sent::add);
        peer.speakEvery(Duration.ofSeconds(1), FIRST_MESSAGE);
        assertThat(sent).containsExactly(CloseFrame.POLICY);
        watch.dispose();
    }

    private Keepalive keepalive(Duration grace) {
        return new Keepalive(
                peer, new SessionSettings(INTERVAL, grace, FIRST_MESSAGE, 1), new ConnectionEvents(meters));
    }

    private double refusals() {
        return meters.get("gateway.drops")
                .tag("reason", "no_first_message")
                .counter()
                .count();
    }

    private final class StillPeer implements Peer {
        private long heard;

        void speak() {
            heard = nanos();
        }

        void speakEvery(Duration pause, Duration during) {
            for (long gone = 0; gone < during.toNanos(); gone += pause.toNanos()) {
                time.advanceTimeBy(pause);
                speak();
            }
        }

        @Override
        public long nanos() {
            return time.now(TimeUnit.NANOSECONDS);
        }

        @Override
        public long lastHeardNanos() {
            return heard;
        }

        @Override
        public void wake(Runnable task, long atNanos) {
            time.schedule(task, Math.max(atNanos - nanos(), 1_000_000), TimeUnit.NANOSECONDS);
        }

        @Override
        public void execute(Runnable task) {
            throw new IllegalStateException("a keepalive runs on its peer's thread already");
        }

        @Override
        public Runnable schedule(Runnable task, long millis) {
            throw new IllegalStateException("a keepalive has its wake-ups");
        }

        @Override
        public void cut() {
            throw new IllegalStateException("a keepalive fails, and cuts nothing itself");
        }
    }
}

package org.oisp.gateway.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Tests which devices must wait before a take-over, and how long. */
class TakeoverThrottleTest {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration JITTER = Duration.ofMillis(100);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final TakeoverThrottle takeoverThrottle = new TakeoverThrottle(new BusEvents(meters), clock);
    private final DeviceAddress device = address("d1");
    private final List<String> gone = new ArrayList<>();

    @Test
    void nobodyWaitsForADeviceThatNobodyTookOver() {
        comes("a");
        comes("b");
        assertThat(gone).containsExactly("a", "b");
        assertThat(delayed()).isZero();
    }

    @Test
    void afterATakeOverTheNextWaitsForASecond() {
        takeoverThrottle.taken(device);
        comes("a");
        clock.advanceTimeBy(PAUSE.minusMillis(1));
        assertThat(gone).isEmpty();
        clock.advanceTimeBy(JITTER.plusMillis(1));
        assertThat(gone).containsExactly("a");
        assertThat(delayed()).isEqualTo(1);
    }

    @Test
    void anotherDeviceDoesNotWait() {
        takeoverThrottle.taken(device);
        takeoverThrottle.awaitPermit(address("d2")).subscribe(null, null, () -> gone.add("other"));
        assertThat(gone).containsExactly("other");
    }

    @Test
    void afterTheSecondNobodyWaits() {
        takeoverThrottle.taken(device);
        clock.advanceTimeBy(PAUSE);
        comes("a");
        comes("b");
        assertThat(gone).containsExactly("a", "b");
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepADeviceAwayForLonger() {
        AtomicReference<Duration> setBack = new AtomicReference<>(Duration.ZERO);
        Scheduler wallClock = new Scheduler() {
            @Override
            public Disposable schedule(Runnable task) {
                return clock.schedule(task);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                return clock.schedule(task, delay, unit);
            }

            @Override
            public Worker createWorker() {
                return clock.createWorker();
            }

            @Override
            public long now(TimeUnit unit) {
                return clock.now(unit) - unit.convert(setBack.get());
            }
        };
        TakeoverThrottle ofWallClock = new TakeoverThrottle(new BusEvents(meters), wallClock);
        clock.advanceTimeBy(Duration.ofDays(1));
        ofWallClock.taken(device);
        setBack.set(Duration.ofHours(1));
        ofWallClock.awaitPermit(device).subscribe(null, null, () -> gone.add("a"));
        clock.advanceTimeBy(PAUSE.plus(JITTER));
        assertThat(gone).containsExactly("a");
    }

    @Test
    void ofThoseThatWaitOneGoesASecond() {
        takeoverThrottle.taken(device);
        comes("a");
        comes("b");
        comes("c");
        for (int seconds = 1; seconds <= 3; seconds++) {
            clock.advanceTimeBy(PAUSE.plus(JITTER));
            assertThat(gone).hasSizeBetween(seconds - 1, seconds);
        }
        clock.advanceTimeBy(PAUSE);
        assertThat(gone).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void whoHearsThatAnotherInstanceWasFirstWaitsAgain() {
        takeoverThrottle.taken(device);
        comes("a");
        clock.advanceTimeBy(PAUSE.minusMillis(1));
        takeoverThrottle.taken(device);
        clock.advanceTimeBy(PAUSE.minusMillis(1));
        assertThat(gone).isEmpty();
        clock.advanceTimeBy(JITTER.plus(JITTER));
        assertThat(gone).containsExactly("a");
    }

    @Test
    void whoGivesUpHoldsNobodyBack() {
        takeoverThrottle.taken(device);
        takeoverThrottle.awaitPermit(device).subscribe().dispose();
        comes("a");
        clock.advanceTimeBy(PAUSE.plus(JITTER));
        assertThat(gone).containsExactly("a");
    }

    private void comes(String name) {
        takeoverThrottle.awaitPermit(device).subscribe(null, null, () -> gone.add(name));
    }

    private double delayed() {
        return meters.get("gateway.registrations.delayed").counter().count();
    }

    private static DeviceAddress address(String id) {
        return new DeviceAddress(new AccountId(new UUID(1, 2)), new DeviceId(id));
    }
}

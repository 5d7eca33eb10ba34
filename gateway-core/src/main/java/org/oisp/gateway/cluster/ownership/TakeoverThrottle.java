package org.oisp.gateway.cluster.ownership;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.device.DeviceAddress;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Slows down connections that keep taking the same device from each other: each may take it over, but only one per second, across all
 * instances. The first take-over is not delayed, nor is a device that reconnects after its connection was closed. Thread-safe; never
 * blocks.
 */
public final class TakeoverThrottle {

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /** Maximum random delay, so that of connections that wait at several instances usually one is first and the others learn of it. */
    private static final long JITTER = Duration.ofMillis(100).toNanos();

    /** A take-over later than this starts a new fight. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    /** Maximum number of devices that are throttled at a time. */
    private static final int MAX_DEVICES = 10_000;

    private final BusEvents events;
    private final Scheduler timer;
    private final Cache<DeviceAddress, TakeoverHistory> histories;

    /**
     * Creates a throttle without fights.
     *
     * @param events receives each registration that has to wait
     * @param timer runs the delays; its clock measures the pauses
     */
    public TakeoverThrottle(BusEvents events, Scheduler timer) {
        this.events = events;
        this.timer = timer;
        this.histories = Caffeine.newBuilder()
                .maximumSize(MAX_DEVICES)
                .ticker(this::nanos)
                .expireAfterWrite(MEMORY)
                .build();
    }

    /**
     * Records that a device was taken from an open connection, here or at another instance.
     *
     * @param device the device's address
     */
    public void taken(DeviceAddress device) {
        TakeoverHistory takeoverHistory = histories.getIfPresent(device);
        if (takeoverHistory == null) {
            takeoverHistory = new TakeoverHistory();
        }
        takeoverHistory.pauseFrom(nanos());
        // Stored again to restart its expiry.
        histories.put(device, takeoverHistory);
    }

    /**
     * Waits until a device may be taken over.
     *
     * @return completes at once, unless the device was taken over less than a second ago
     */
    public Mono<Void> awaitPermit(DeviceAddress device) {
        TakeoverHistory takeoverHistory = histories.getIfPresent(device);
        if (takeoverHistory == null) {
            return Mono.empty();
        }
        long wait = takeoverHistory.until(nanos());
        if (wait <= 0) {
            return Mono.empty();
        }
        events.delayed(device, takeoverHistory.notice());
        return await(takeoverHistory, wait);
    }

    private Mono<Void> await(TakeoverHistory takeoverHistory, long nanos) {
        long jitter = ThreadLocalRandom.current().nextLong(JITTER);
        return Mono.delay(Duration.ofNanos(nanos + jitter), timer).then(Mono.defer(() -> {
            long again = takeoverHistory.claim(nanos());
            return again <= 0 ? Mono.empty() : await(takeoverHistory, again);
        }));
    }

    private long nanos() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    /** The take-overs of one device. */
    private static final class TakeoverHistory {
        private @Nullable Long next;
        private boolean noticed;

        synchronized void pauseFrom(long now) {
            if (next == null || now + PAUSE > next) {
                next = now + PAUSE;
            }
        }

        /** Returns the nanoseconds until the next take-over is permitted; zero or less if it is permitted now. */
        synchronized long until(long now) {
            if (next != null && next - now > PAUSE) {
                // The clock was set back, and the device must not wait until it has caught up.
                next = now + PAUSE;
            }
            return next == null ? 0 : next - now;
        }

        /** As {@link #until}; if a take-over is permitted now, reserves it for the caller and starts the next pause. */
        synchronized long claim(long now) {
            long wait = until(now);
            if (wait <= 0) {
                next = now + PAUSE;
            }
            return wait;
        }

        /** Returns true at the first call only, so that each fight is logged once. */
        synchronized boolean notice() {
            boolean first = !noticed;
            noticed = true;
            return first;
        }
    }
}

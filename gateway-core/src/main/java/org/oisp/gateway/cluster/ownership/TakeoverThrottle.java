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
 * Several connections that each believe to be the device, and come back whenever another has it: each may take it over, but only one a
 * second, wherever they connect. The first take-over is not delayed, nor is a device that comes back after its connection was closed.
 * Thread-safe; nothing here blocks.
 */
public final class TakeoverThrottle {

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /** So that of those who wait for the same moment at several instances mostly one is first, and the others hear of it. */
    private static final long JITTER = Duration.ofMillis(100).toNanos();

    /** A take-over after so long is another fight. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    /** Devices that are fought over at a time and slowed. */
    private static final int MOST = 10_000;

    private final BusEvents events;
    private final Scheduler timer;
    private final Cache<DeviceAddress, Fight> fights;

    /**
     * Makes a memory of fights with none in it.
     *
     * @param events told of each registration that has to wait
     * @param timer for the waiting; its clock is the one that counts
     */
    public TakeoverThrottle(BusEvents events, Scheduler timer) {
        this.events = events;
        this.timer = timer;
        this.fights = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(this::nanos)
                .expireAfterWrite(MEMORY)
                .build();
    }

    /**
     * A device was taken from a connection that was open, here or elsewhere.
     *
     * @param device the device
     */
    public void taken(DeviceAddress device) {
        Fight fight = fights.getIfPresent(device);
        if (fight == null) {
            fight = new Fight();
        }
        fight.pauseFrom(nanos());
        // Again, for the time of its end.
        fights.put(device, fight);
    }

    /**
     * Waits until a device may be taken over.
     *
     * @param device the device
     * @return completes at once, unless the device was taken over less than a second ago
     */
    public Mono<Void> turn(DeviceAddress device) {
        Fight fight = fights.getIfPresent(device);
        if (fight == null) {
            return Mono.empty();
        }
        long wait = fight.until(nanos());
        if (wait <= 0) {
            return Mono.empty();
        }
        events.delayed(device, fight.notice());
        return await(fight, wait);
    }

    private Mono<Void> await(Fight fight, long nanos) {
        long jitter = ThreadLocalRandom.current().nextLong(JITTER);
        return Mono.delay(Duration.ofNanos(nanos + jitter), timer).then(Mono.defer(() -> {
            long again = fight.claim(nanos());
            return again <= 0 ? Mono.empty() : await(fight, again);
        }));
    }

    private long nanos() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    /** What is known of one device. */
    private static final class Fight {
        private @Nullable Long next;
        private boolean noticed;

        synchronized void pauseFrom(long now) {
            if (next == null || now + PAUSE > next) {
                next = now + PAUSE;
            }
        }

        /** How long until the next take-over; not positive for none. */
        synchronized long until(long now) {
            if (next != null && next - now > PAUSE) {
                // The clock was set back, and the device must not wait until it is where it was.
                next = now + PAUSE;
            }
            return next == null ? 0 : next - now;
        }

        /** The same; if it may be now, it is the caller's turn, and for a second nobody else's. */
        synchronized long claim(long now) {
            long wait = until(now);
            if (wait <= 0) {
                next = now + PAUSE;
            }
            return wait;
        }

        /** Whether nobody was told of it yet. */
        synchronized boolean notice() {
            boolean first = !noticed;
            noticed = true;
            return first;
        }
    }
}

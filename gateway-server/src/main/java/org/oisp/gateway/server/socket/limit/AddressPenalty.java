package org.oisp.gateway.server.socket.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.socket.origin.MisuseSettings;

/**
 * The misuses of one address, and its limit or ban. An address is limited once it exceeds the rate of a misuse, and banned once it has
 * taken twice as much; but never banned while devices register from it, since they share the address with the offender. Thread-safe.
 */
final class AddressPenalty {

    /** What a call has changed. */
    enum Change {
        NONE,
        LIMITED,
        BANNED,
        RELEASED
    }

    /** A limited address is released once each of its buckets is this full. */
    private static final double RELEASE = 0.25;

    /** The longest delay of a handshake from a limited address. */
    static final long LONGEST_DELAY = TimeUnit.SECONDS.toNanos(2);

    /** How long an address is not banned after a peer there has registered a device or sent valid credentials. */
    static final long SHARED = TimeUnit.MINUTES.toNanos(10);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private enum PenaltyState {
        FREE,
        LIMITED,
        BANNED
    }

    private final String address;
    private final MisuseSettings settings;
    private final Map<Misuse, TokenBucket> buckets = new EnumMap<>(Misuse.class);
    private final Map<Misuse, Long> counts = new EnumMap<>(Misuse.class);
    private PenaltyState penaltyState = PenaltyState.FREE;
    private @Nullable Misuse reason;
    private long sinceMillis;
    private long bannedUntil;
    private long turnedAway;
    private boolean proven;
    private long provenNanos;
    /** When the next handshake, and the next refusal, may be answered: {@link System#nanoTime()}, after those that already wait. */
    private long nextHandshake;

    private long nextRefusal;

    AddressPenalty(PeerNetwork network, MisuseSettings settings, long nowNanos) {
        this.address = network.toString();
        this.settings = settings;
        this.nextHandshake = nowNanos;
        this.nextRefusal = nowNanos;
    }

    /** Counts a misuse; returns what that changes. */
    synchronized Change misbehaved(Misuse what, long nowNanos, long nowMillis) {
        int max = settings.perAddress().getOrDefault(what, 0);
        if (max == 0 || penaltyState == PenaltyState.BANNED) {
            return Change.NONE;
        }
        TokenBucket bucket = buckets.computeIfAbsent(what, unused -> new TokenBucket(max, nowNanos));
        if (bucket.holds(1, nowNanos) && penaltyState == PenaltyState.FREE) {
            counts.remove(what);
        }
        counts.merge(what, 1L, Long::sum);
        bucket.take(nowNanos);
        if (penaltyState == PenaltyState.FREE && bucket.isOverdrawn(nowNanos)) {
            penaltyState = PenaltyState.LIMITED;
            reason = what;
            sinceMillis = nowMillis;
            turnedAway = 0;
            return Change.LIMITED;
        }
        if (penaltyState == PenaltyState.LIMITED && bucket.isAtBottom(nowNanos) && !isShared(nowNanos)) {
            penaltyState = PenaltyState.BANNED;
            reason = what;
            bannedUntil = nowNanos + settings.ban().toNanos();
            return Change.BANNED;
        }
        return Change.NONE;
    }

    /** Returns whether the address has exceeded the rate of this misuse. */
    synchronized boolean isOver(Misuse what, long nowNanos) {
        TokenBucket bucket = buckets.get(what);
        return bucket != null && bucket.isOverdrawn(nowNanos);
    }

    /** Credits a peer that has registered or sent valid credentials: one token of each kind, and its place among the handshakes. */
    synchronized void credit(long nowNanos) {
        proven = true;
        provenNanos = nowNanos;
        nextHandshake -= pace();
        buckets.values().forEach(bucket -> bucket.refund(nowNanos));
    }

    /** Returns whether to accept a connection: not if its handshake would be refused and refusals exceed their rate, too. */
    synchronized boolean accepts(long nowNanos) {
        boolean answered = nextHandshake - nowNanos <= LONGEST_DELAY || nextRefusal - nowNanos <= SECOND;
        boolean accepted = penaltyState == PenaltyState.FREE || (penaltyState == PenaltyState.LIMITED && answered);
        if (!accepted) {
            turnedAway++;
        }
        return accepted;
    }

    /** Returns a handshake's delay in nanoseconds; negative if it is refused. */
    synchronized long handshakeDelay(long nowNanos) {
        if (penaltyState == PenaltyState.FREE) {
            return 0;
        }
        long wait = Math.max(0, nextHandshake - nowNanos);
        if (penaltyState == PenaltyState.BANNED || wait > LONGEST_DELAY) {
            turnedAway++;
            nextRefusal = later(nextRefusal, nowNanos) + pace();
            return -1;
        }
        nextHandshake = nowNanos + wait + pace();
        if (wait > 0) {
            turnedAway++;
        }
        return wait;
    }

    /**
     * Counts a refused attempt as the misuse that the address is limited for. Does nothing for a shared address, whose devices rightly
     * retry.
     */
    synchronized Change recordRefusedAttempt(long nowNanos, long nowMillis) {
        Misuse why = reason;
        return penaltyState == PenaltyState.FREE || why == null || isShared(nowNanos)
                ? Change.NONE
                : misbehaved(why, nowNanos, nowMillis);
    }

    /** Releases the address if its limit or ban is over. */
    synchronized Change releaseIfOver(long nowNanos) {
        boolean over = switch (penaltyState) {
            case FREE -> false;
            case LIMITED -> buckets.values().stream().allMatch(bucket -> bucket.holds(RELEASE, nowNanos));
            case BANNED -> nowNanos - bannedUntil >= 0;
        };
        if (!over) {
            return Change.NONE;
        }
        if (penaltyState == PenaltyState.BANNED) {
            buckets.values().forEach(bucket -> bucket.empty(nowNanos));
        }
        penaltyState = PenaltyState.FREE;
        return Change.RELEASED;
    }

    /** Returns whether the address is neither limited nor banned. */
    synchronized boolean isFree() {
        return penaltyState == PenaltyState.FREE;
    }

    /** Lifts the limit. */
    synchronized void free() {
        penaltyState = PenaltyState.FREE;
    }

    /** Returns what operators see of the address. */
    synchronized LimitedAddress snapshot() {
        Misuse what = reason == null ? Misuse.FLOOD : reason;
        return new LimitedAddress(
                address,
                penaltyState == PenaltyState.BANNED,
                what,
                counts.getOrDefault(what, 0L),
                sinceMillis,
                turnedAway);
    }

    Duration ban() {
        return settings.ban();
    }

    private long pace() {
        return SECOND / settings.handshakesPerSecond();
    }

    private boolean isShared(long nowNanos) {
        return proven && nowNanos - provenNanos < SHARED;
    }

    private static long later(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
    }
}

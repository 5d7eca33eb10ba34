package org.oisp.gateway.server.socket.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.socket.origin.StrangerSettings;

/**
 * What an address has done too often of late, and what it may do therefore. It is limited once it has done something more often than it
 * may in a minute, and banned once it has done so twice over; but never banned while devices register from it, which have the address with
 * a stranger in common. Thread-safe.
 */
final class AddressPenalty {

    /** What has become of it. */
    enum Change {
        NONE,
        LIMITED,
        BANNED,
        RELEASED
    }

    /** An address that behaves until its buckets have filled so far is released. */
    private static final double RELEASE = 0.25;

    /** The longest that a handshake of a limited address is made to wait. */
    static final long LONGEST_DELAY = TimeUnit.SECONDS.toNanos(2);

    /** So long after somebody at an address has shown to be no stranger it is not banned. */
    static final long SHARED = TimeUnit.MINUTES.toNanos(10);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private enum PenaltyState {
        FREE,
        LIMITED,
        BANNED
    }

    private final String address;
    private final StrangerSettings settings;
    private final Map<Misuse, TokenBucket> buckets = new EnumMap<>(Misuse.class);
    private final Map<Misuse, Long> counts = new EnumMap<>(Misuse.class);
    private PenaltyState penaltyState = PenaltyState.FREE;
    private @Nullable Misuse reason;
    private long sinceMillis;
    private long bannedUntil;
    private long turnedAway;
    private boolean proven;
    private long provenNanos;
    /** When the next handshake may be answered, and the next refusal; both with as much before them as may wait. */
    private long nextHandshake;

    private long nextRefusal;

    AddressPenalty(PeerNetwork network, StrangerSettings settings, long nowNanos) {
        this.address = network.toString();
        this.settings = settings;
        this.nextHandshake = nowNanos;
        this.nextRefusal = nowNanos;
    }

    /** It has done this; tells what becomes of it. */
    synchronized Change misbehaved(Misuse what, long nowNanos, long nowMillis) {
        int most = settings.perAddress().getOrDefault(what, 0);
        if (most == 0 || penaltyState == PenaltyState.BANNED) {
            return Change.NONE;
        }
        TokenBucket bucket = buckets.computeIfAbsent(what, unused -> new TokenBucket(most, nowNanos));
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

    /** Whether it has done this too often. */
    synchronized boolean isOver(Misuse what, long nowNanos) {
        TokenBucket bucket = buckets.get(what);
        return bucket != null && bucket.isOverdrawn(nowNanos);
    }

    /** Somebody there is no stranger: he makes up for one misdeed of each kind, and gives his place among the handshakes back. */
    synchronized void proved(long nowNanos) {
        proven = true;
        provenNanos = nowNanos;
        nextHandshake -= pace();
        buckets.values().forEach(bucket -> bucket.giveBack(nowNanos));
    }

    /** Whether a connection is to be accepted: one that could only be refused, and that too often, is not. */
    synchronized boolean accepts(long nowNanos) {
        boolean answered = nextHandshake - nowNanos <= LONGEST_DELAY || nextRefusal - nowNanos <= SECOND;
        boolean accepted = penaltyState == PenaltyState.FREE || (penaltyState == PenaltyState.LIMITED && answered);
        if (!accepted) {
            turnedAway++;
        }
        return accepted;
    }

    /** How long a handshake is to wait for its answer; less than nothing if it is refused. */
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
     * It goes on although it is refused: that counts as what it is limited for. Not where others share the address, who do nothing wrong by
     * trying again.
     */
    synchronized Change persisted(long nowNanos, long nowMillis) {
        Misuse why = reason;
        return penaltyState == PenaltyState.FREE || why == null || isShared(nowNanos)
                ? Change.NONE
                : misbehaved(why, nowNanos, nowMillis);
    }

    /** Looks whether its time is over. */
    synchronized Change look(long nowNanos) {
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

    /** Nobody minds what it has done. */
    synchronized void free() {
        penaltyState = PenaltyState.FREE;
    }

    /** What is told of it. */
    synchronized LimitedAddress told() {
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

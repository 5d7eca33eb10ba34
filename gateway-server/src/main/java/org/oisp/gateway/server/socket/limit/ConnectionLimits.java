package org.oisp.gateway.server.socket.limit;

import java.util.EnumMap;
import java.util.Map;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.server.socket.origin.MisuseSettings;

/**
 * The limits of one connection. Created on the first counted action, so that other connections cost nothing. Not thread-safe; confined to
 * the connection's event loop.
 */
public final class ConnectionLimits {

    /** Result of {@link #record}: the connection is to be closed. */
    public static final long CLOSE = -1;

    /** Pauses, without half a minute of good behaviour in between, after which the connection is closed. */
    static final int MAX_PAUSES = 10;

    private final Map<Flood, TokenBucket> buckets = new EnumMap<>(Flood.class);
    private final MisuseSettings settings;
    private final long pauseNanos;
    private int pauses;
    private long pausedUntil;
    private long counted;

    /**
     * Creates the limits of one connection.
     *
     * @param settings how often a minute the connection may do what
     * @param nowNanos the time, as {@link System#nanoTime()}
     */
    public ConnectionLimits(MisuseSettings settings, long nowNanos) {
        this.settings = settings;
        this.pauseNanos = settings.slowReadTime().toNanos() / MAX_PAUSES;
        this.pausedUntil = nowNanos;
    }

    /**
     * Counts an action of the peer.
     *
     * @param what the action
     * @param nowNanos the time, as {@link System#nanoTime()}
     * @return how many nanoseconds not to read the connection; 0 to go on reading; {@link #CLOSE} to close it
     */
    public long record(Flood what, long nowNanos) {
        int max = settings.perConnection().getOrDefault(what, 0);
        if (max == 0) {
            return 0;
        }
        TokenBucket bucket = buckets.computeIfAbsent(what, unused -> new TokenBucket(max, nowNanos));
        // All kinds: one good frame now and then is not to excuse a flood of pings.
        if (pauses > 0 && buckets.values().stream().allMatch(each -> each.holds(0.5, nowNanos))) {
            pauses = 0;
        }
        counted++;
        bucket.take(nowNanos);
        if (!bucket.isOverdrawn(nowNanos) || nowNanos - pausedUntil < 0) {
            return 0;
        }
        pausedUntil = nowNanos + pauseNanos;
        return ++pauses > MAX_PAUSES ? CLOSE : pauseNanos;
    }

    /**
     * Returns how often reading was paused since the connection last behaved.
     *
     * @return 1 for the first pause
     */
    public int pauses() {
        return pauses;
    }

    /**
     * Returns how many actions were counted.
     *
     * @return all kinds together
     */
    public long counted() {
        return counted;
    }
}

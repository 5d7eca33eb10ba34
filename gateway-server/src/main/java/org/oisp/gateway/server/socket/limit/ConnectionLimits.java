package org.oisp.gateway.server.socket.limit;

import java.util.EnumMap;
import java.util.Map;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.server.socket.origin.StrangerSettings;

/**
 * What one connection does too often. Made for it when it first does, so that others cost nothing. Used on the connection's event loop.
 */
public final class ConnectionLimits {

    /** The answer for a connection that is to be closed, where otherwise a time not to read is. */
    public static final long CLOSE = -1;

    /** One that was not read so often, and has not behaved for half a minute meanwhile, is closed. */
    static final int MOST_PAUSES = 10;

    private final Map<Flood, TokenBucket> buckets = new EnumMap<>(Flood.class);
    private final StrangerSettings settings;
    private final long pauseNanos;
    private int pauses;
    private long pausedUntil;
    private long taken;

    /**
     * Makes the limits of one connection.
     *
     * @param settings how often it may do what
     * @param nowNanos the time, as {@link System#nanoTime()}
     */
    public ConnectionLimits(StrangerSettings settings, long nowNanos) {
        this.settings = settings;
        this.pauseNanos = settings.patience().toNanos() / MOST_PAUSES;
        this.pausedUntil = nowNanos;
    }

    /**
     * The connection has done this.
     *
     * @param what what it did
     * @param nowNanos the time, as {@link System#nanoTime()}
     * @return for how many nanoseconds it is not to be read; 0 if it goes on; {@link #CLOSE} if it is to be closed
     */
    public long took(Flood what, long nowNanos) {
        int most = settings.perConnection().getOrDefault(what, 0);
        if (most == 0) {
            return 0;
        }
        TokenBucket bucket = buckets.computeIfAbsent(what, unused -> new TokenBucket(most, nowNanos));
        if (bucket.holds(0.5, nowNanos)) {
            pauses = 0;
        }
        taken++;
        bucket.take(nowNanos);
        if (!bucket.isOverdrawn(nowNanos) || nowNanos - pausedUntil < 0) {
            return 0;
        }
        pausedUntil = nowNanos + pauseNanos;
        return ++pauses > MOST_PAUSES ? CLOSE : pauseNanos;
    }

    /**
     * How often it was not read, since it last behaved.
     *
     * @return 1 for the first time
     */
    public int pauses() {
        return pauses;
    }

    /**
     * How much was counted of it in all.
     *
     * @return all kinds together
     */
    public long taken() {
        return taken;
    }
}

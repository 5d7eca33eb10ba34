package org.oisp.gateway.server.socket.arrival;

/**
 * The rate, in connections per second, at which one event loop admits new connections: it rises a little with each check while the loop is
 * on time, and falls sharply once it is late. It has a floor, since something other than new connections may make the loop late. Not
 * thread-safe; the caller supplies the time.
 */
final class AcceptRate {

    static final double FIRST = 1_000;

    static final double MIN = 400;
    /** The rate while registrations wait: a few connections that are not devices still get in by chance. */
    static final double CROWDED = 50;

    static final double MAX = 20_000;

    private static final double GROWTH = 1.01;
    private static final double DROP = 0.7;
    private static final double SECOND = 1e9;

    private final long burstNanos;
    private double perSecond = FIRST;
    private double credit;
    private long refilledNanos;

    /**
     * Creates a rate.
     *
     * @param burstNanos how long unused admissions are kept
     * @param now the time, as {@link System#nanoTime()}
     */
    AcceptRate(long burstNanos, long now) {
        this.burstNanos = burstNanos;
        this.refilledNanos = now - burstNanos;
    }

    /** Adapts the rate while connections wait. */
    void adapt(boolean late) {
        perSecond = late ? Math.max(MIN, perSecond * DROP) : Math.min(MAX, perSecond * GROWTH);
    }

    /**
     * Adds the admissions earned since the last call.
     *
     * @param now the time, as {@link System#nanoTime()}
     * @param crowded whether admitted connections would only wait again
     */
    void refill(long now, boolean crowded) {
        long elapsedNanos = Math.min(now - refilledNanos, burstNanos);
        refilledNanos = now;
        double rate = crowded ? CROWDED : perSecond;
        credit = Math.min(credit + rate * elapsedNanos / SECOND, Math.max(1, rate * burstNanos / SECOND));
    }

    /** Takes one admission; returns false if there is none. */
    boolean take() {
        if (credit < 1) {
            return false;
        }
        credit--;
        return true;
    }

    double perSecond() {
        return perSecond;
    }
}

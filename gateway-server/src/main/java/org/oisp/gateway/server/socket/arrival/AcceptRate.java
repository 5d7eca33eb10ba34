package org.oisp.gateway.server.socket.arrival;

/**
 * How many new connections one event loop lets in a second: a little more with each look as long as the loop is on time, much less once
 * it is late. Never less than a floor, since what makes a loop late may be something else than newcomers. Its caller says what time it is.
 */
final class AcceptRate {

    static final double FIRST = 1_000;

    static final double LEAST = 400;
    /** Where newcomers would only wait again, all that are let in are those that are not devices, by chance. */
    static final double CROWDED = 50;

    static final double MOST = 20_000;

    private static final double GROWTH = 1.01;
    private static final double DROP = 0.7;
    private static final double SECOND = 1e9;

    private final long burstNanos;
    private double perSecond = FIRST;
    private double credit;
    private long lookedNanos;

    /**
     * Makes a rate.
     *
     * @param burstNanos what was not used for longer than that is gone
     */
    AcceptRate(long burstNanos, long now) {
        this.burstNanos = burstNanos;
        this.lookedNanos = now - burstNanos;
    }

    /** Somebody waits, and the loop is late or is not: what the rate is from here on follows from that. */
    void adapt(boolean late) {
        perSecond = late ? Math.max(LEAST, perSecond * DROP) : Math.min(MOST, perSecond * GROWTH);
    }

    /**
     * Has the time that has passed count.
     *
     * @param crowded whether those that are let in would only wait again
     */
    void pass(long now, boolean crowded) {
        long passed = Math.min(now - lookedNanos, burstNanos);
        lookedNanos = now;
        double rate = crowded ? CROWDED : perSecond;
        credit = Math.min(credit + rate * passed / SECOND, Math.max(1, rate * burstNanos / SECOND));
    }

    /** One may be let in now. */
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

package org.oisp.gateway.cluster.trust;

/** Which of a sender's numbers have come: each once, and none that is far behind the highest. Thread-safe. */
final class ReplayWindow {

    private long highest = -1;
    /** The highest one is the lowest bit. */
    private long seen;

    /** Whether a number comes for the first time. */
    synchronized boolean accept(long number) {
        if (number < 0) {
            return false;
        }
        if (number > highest) {
            long ahead = number - highest;
            seen = ahead >= Long.SIZE ? 1 : seen << ahead | 1;
            highest = number;
            return true;
        }
        long behind = highest - number;
        if (behind >= Long.SIZE || (seen >>> behind & 1) != 0) {
            return false;
        }
        seen |= 1L << behind;
        return true;
    }
}

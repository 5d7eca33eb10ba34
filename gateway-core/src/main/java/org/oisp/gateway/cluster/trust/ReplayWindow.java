package org.oisp.gateway.cluster.trust;

/** Accepts each number of a sender once, and none that is 64 or more behind the highest. Thread-safe. */
final class ReplayWindow {

    private long highest = -1;
    /** Bit n is set if the number {@code highest - n} was accepted. */
    private long seen;

    /** Returns whether a number arrives for the first time. */
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

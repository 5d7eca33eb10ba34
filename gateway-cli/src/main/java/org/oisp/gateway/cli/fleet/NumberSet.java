package org.oisp.gateway.cli.fleet;

import java.util.concurrent.atomic.AtomicLongArray;

/** A set of numbers below a bound, as one bit each. Thread-safe. */
final class NumberSet {

    private final AtomicLongArray words;

    NumberSet(long bound) {
        words = new AtomicLongArray(Math.toIntExact((bound + Long.SIZE - 1) / Long.SIZE));
    }

    /** Adds a number. Returns false if the set contained it. */
    boolean add(long number) {
        long bit = 1L << number;
        return (words.getAndUpdate((int) (number / Long.SIZE), word -> word | bit) & bit) == 0;
    }

    boolean contains(long number) {
        return (words.get((int) (number / Long.SIZE)) & (1L << number)) != 0;
    }
}

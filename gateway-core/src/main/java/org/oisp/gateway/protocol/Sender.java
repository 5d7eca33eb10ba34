package org.oisp.gateway.protocol;

/** The sender of a delivery, as seen by the device's mailbox. Compared by identity; {@code toString} returns its address. */
public interface Sender {

    /**
     * Holds the sender, because its waiting actuations fill its share of a device's mailbox: it must send no more until it is released.
     * Called on a posting thread, under the mailbox's lock: must neither block nor call the mailbox.
     *
     * @param hold the share that is full
     * @return false if the sender cannot be held; actuations over its share are then refused
     */
    default boolean hold(Hold hold) {
        return false;
    }

    /**
     * Releases the sender, because its share has room again or the mailbox is gone. Called under the mailbox's lock: must neither block
     * nor call the mailbox.
     *
     * @param hold the argument of a call of {@link #hold} that returned true
     */
    default void release(Hold hold) {}

    /** The reason that a sender is held. Thread-safe. */
    interface Hold {

        /**
         * Returns when the hold ends although the device takes nothing. The device then receives messages until its mailbox is full, and
         * is dropped as a device that does not read.
         *
         * @return a time as {@link System#nanoTime()}; it advances while the device takes messages
         */
        long endsNanos();

        /** Ends the hold and releases the sender, unless already done. Must not be called under a lock. */
        void end();

        /** Returns the device, for log lines. */
        Object device();
    }
}

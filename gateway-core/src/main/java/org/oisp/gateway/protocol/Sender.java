package org.oisp.gateway.protocol;

/** Who sent a delivery, as far as the mailbox of its device has to know. Told apart by identity; its text form is its address. */
public interface Sender {

    /**
     * What it has waiting for a device has filled its share: it is to send no more until it is released. Called by a thread that posts,
     * under the mailbox's lock: must neither block nor call the mailbox.
     *
     * @param hold what holds it
     * @return false if it cannot be made to wait: what is over its share is refused then
     */
    default boolean hold(Hold hold) {
        return false;
    }

    /**
     * Its share has room again, or the mailbox is gone. Called under the mailbox's lock: must neither block nor call the mailbox.
     *
     * @param hold what was given to {@link #hold}, which has returned true
     */
    default void release(Hold hold) {}

    /** What a sender waits for. Thread-safe. */
    interface Hold {

        /**
         * When the sender waits no longer for a device that takes nothing: the device then gets what fills its mailbox, and is dropped
         * as one that does not read.
         *
         * @return a time as {@link System#nanoTime()}; it moves on for as long as the device takes what waits
         */
        long endsNanos();

        /** The sender waits no longer: releases it, unless that is done already. To be called under no lock. */
        void end();

        /**
         * The device, for log lines.
         *
         * @return what names it
         */
        Object device();
    }
}

package org.oisp.gateway.queue;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * A kept actuation that is about to be delivered.
 *
 * @param seq the key of its row; of one device, the one with the lower key was accepted first
 * @param id its name, the same in each delivery
 * @param body the bytes of its body
 * @param repeated whether it may have been delivered before
 * @param unconfirmed whether the device has not confirmed it before, and that was counted
 * @param leftMillis how long it may still be sent, in milliseconds: the rest of its ttl
 * @param sender the sender that waits for its outcome; null if none does any more
 */
public record QueuedActuation(
        long seq,
        String id,
        ByteSlice body,
        boolean repeated,
        boolean unconfirmed,
        long leftMillis,
        @Nullable WaitingSender sender) {

    /**
     * A sender that waits for an outcome.
     *
     * @param replyTo its address
     * @param millis how much longer it waits, in milliseconds
     * @param completion whether it waits for the device's own report
     */
    public record WaitingSender(String replyTo, long millis, boolean completion) {}

    /** Returns whether a sender still waits for the device's own report. */
    public boolean completion() {
        return sender != null && sender.completion();
    }
}

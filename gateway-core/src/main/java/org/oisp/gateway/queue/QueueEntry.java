package org.oisp.gateway.queue;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.QueueOptions;
import org.oisp.gateway.protocol.Target;

/**
 * An actuation that is to be kept.
 *
 * @param target the device that it names
 * @param id its sender's name for it, or one that the gateway gave it
 * @param body the bytes of its body
 * @param options how it is kept
 * @param completion whether its sender waits for the device's own report
 * @param replyTo names the sender that waits for its outcome; null if none does
 * @param waitMillis how long that sender waits, in milliseconds
 */
public record QueueEntry(
        Target target,
        String id,
        ByteSlice body,
        QueueOptions options,
        boolean completion,
        @Nullable String replyTo,
        long waitMillis) {

    /** Returns the number of bytes that it counts. */
    int bytes() {
        return body.length();
    }
}

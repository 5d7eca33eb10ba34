package org.oisp.gateway.routing.trace;

import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Outbound;

/**
 * One actuation on its way through this instance: each method is something that happens to it. Thread-safe; nothing here blocks. A
 * trace that nobody tells the end of is not recorded.
 */
public interface Trace extends Outbound.Writing {

    /** It is about to be put into the mailbox of a device here. */
    void posting();

    /**
     * It is about to be published for another instance.
     *
     * @param message the whole message
     * @return what to publish: the message, with what the other instance needs to follow it further
     */
    ByteSlice publishing(ByteSlice message);

    /**
     * Redis has answered.
     *
     * @param heard how many have heard it; less than 0 if it could not be published
     */
    void published(long heard);

    /**
     * It is decided what becomes of it, as far as this instance knows. Only the first time counts.
     *
     * @param outcome what
     */
    void ended(ActuationOutcome outcome);
}

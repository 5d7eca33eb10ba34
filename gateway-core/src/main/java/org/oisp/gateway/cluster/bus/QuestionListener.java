package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.protocol.ByteSlice;

/** Receives the questions and answers of instances. Called by one thread at a time; must not block. */
public interface QuestionListener {

    /**
     * Receives a question, which may be this instance's own.
     *
     * @param link the link over which it arrived
     * @param question any bytes
     */
    void asked(BusLink link, ByteSlice question);

    /**
     * Receives an answer to a question of this instance.
     *
     * @param answer any bytes
     */
    void answered(ByteSlice answer);
}

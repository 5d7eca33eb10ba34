package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.protocol.ByteSlice;

/** Who is told what instances ask each other. Called by one thread at a time, which must not be held up: work belongs elsewhere. */
public interface QuestionListener {

    /**
     * An instance asks all; it may be this one.
     *
     * @param link over which link
     * @param question what it asks, any bytes
     */
    void asked(BusLink link, ByteSlice question);

    /**
     * An instance answers what this one has asked.
     *
     * @param answer what it says, any bytes
     */
    void answered(ByteSlice answer);
}

package org.oisp.gateway.server.socket;

/**
 * Writes to a socket in step with its event loop, which collects the writers that have something to write or to flush. A class and not an
 * interface: with one subclass the JIT compiler calls it directly, and these calls are made for each message. All methods are called on the
 * event loop, and must not fail.
 */
abstract class BatchedWriter {

    /** Writes the message from another thread. */
    abstract void writeHandedOver();

    /** Flushes what was written. */
    abstract void flush();

    /** Continues if the socket is writable again. */
    abstract void resume();
}

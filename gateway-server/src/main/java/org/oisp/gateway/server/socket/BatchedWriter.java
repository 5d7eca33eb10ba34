package org.oisp.gateway.server.socket;

import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.receipt.ReportResult;

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

    /** Handles a pong; returns whether it confirms messages that were written. */
    abstract boolean pong(ByteSlice payload);

    /** Handles a device's report; returns what it was good for. */
    abstract ReportResult report(Inbound.DeviceReport report);

    /** Ends the messages that are not confirmed: the channel is closed. */
    abstract void closed();

    /** Continues if the socket is writable again. */
    abstract void resume();
}

package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.receipt.ReportResult;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.receipt.TrackedDelivery;
import org.oisp.gateway.server.socket.frame.FrameEncoder;

/**
 * Writes the actuations of one socket whose senders want to know the outcome, or whose device reports what it does, and follows them to
 * the device's pongs and reports. Exists only for sockets that had such an actuation. Not thread-safe; confined to the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; the listener of a tracked write is told
final class TrackedWriter {

    private final Channel channel;
    private final FrameEncoder encoder;
    private final ReceiptPings pings;
    /** Null until the device was sent an id. */
    private @Nullable DeviceReports reports;

    TrackedWriter(DeviceSocket socket, Channel channel, FrameEncoder encoder) {
        this.channel = channel;
        this.encoder = encoder;
        this.pings = new ReceiptPings(socket);
    }

    /** Writes an actuation; returns false if its sender has been told an outcome already: it is not written then. */
    boolean write(Outbound.Delivery delivery, TrackedDelivery tracked) {
        TrackedActuation actuation = tracked.actuation();
        if (actuation != null && !actuation.take()) {
            return false;
        }
        ByteSlice head =
                tracked.isReported() ? Outbound.Delivery.headWith(reports().idOf(actuation)) : Outbound.Delivery.HEAD;
        if (actuation != null) {
            pings.add(actuation);
        }
        ByteBuf frame = encoder.deliver(head, delivery);
        if (actuation == null) {
            channel.write(frame, channel.voidPromise());
            return true;
        }
        channel.write(frame).addListener(done -> {
            if (done.isSuccess()) {
                pings.sent(actuation);
            } else {
                actuation.connectionEnded();
            }
        });
        return true;
    }

    private DeviceReports reports() {
        DeviceReports known = reports;
        if (known == null) {
            known = new DeviceReports();
            reports = known;
        }
        return known;
    }

    /** Writes a ping behind the tracked messages, if one is due. */
    void writePing() {
        if (pings.isDue()) {
            channel.write(encoder.numberedPing(pings.next()), channel.voidPromise());
        }
    }

    /** Postpones the close frame; see {@link ReceiptPings#postpone}. */
    boolean postpone(Runnable writeClose) {
        return pings.postpone(writeClose);
    }

    /** Returns whether a ping is to be written. */
    boolean isPingDue() {
        return pings.isDue();
    }

    /** Handles a pong; returns whether it confirms messages that were written. */
    boolean pong(ByteSlice payload) {
        return pings.pong(payload);
    }

    /** Handles a device's report; returns what it was good for. */
    ReportResult report(Inbound.DeviceReport report) {
        DeviceReports known = reports;
        return known == null ? ReportResult.UNKNOWN : known.report(report);
    }

    /** Ends what is not confirmed: the connection has ended. To be called after the notices of all writes. */
    void closed() {
        pings.closed();
        if (reports != null) {
            reports.closed();
        }
    }
}

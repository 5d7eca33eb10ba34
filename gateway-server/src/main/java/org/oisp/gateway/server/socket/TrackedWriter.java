package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
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
    /** Whether a message waits for the ping behind it, to be written in one piece with it. TLS joins what is written anyway. */
    private final boolean joins;
    /** Null until the device was sent an id. */
    private @Nullable DeviceReports reports;
    /** The last message, with room for a ping, and its frame; null once it is written, at the end of the loop's pass at the latest. */
    private @Nullable TrackedActuation last;

    private @Nullable ByteBuf lastFrame;

    TrackedWriter(DeviceSocket socket, Channel channel, FrameEncoder encoder) {
        this.channel = channel;
        this.encoder = encoder;
        this.pings = new ReceiptPings(socket);
        this.joins = channel.pipeline().get(SslHandler.class) == null;
    }

    /**
     * Writes an actuation, or keeps it until {@link #writeRest} or {@link #writePing}.
     *
     * @return false if its sender has been told an outcome already: it is not written then
     */
    boolean write(Outbound.Delivery delivery, TrackedDelivery tracked) {
        TrackedActuation actuation = tracked.actuation();
        if (actuation != null && !actuation.take()) {
            return false;
        }
        writeRest();
        ByteSlice head = tracked.isReported()
                ? Outbound.Delivery.headWith(reports().idOf(actuation), tracked.isRepeated())
                : Outbound.Delivery.HEAD;
        if (actuation == null) {
            channel.write(encoder.deliver(head, delivery, 0), channel.voidPromise());
            return true;
        }
        pings.add(actuation);
        lastFrame = encoder.deliver(head, delivery, FrameEncoder.NUMBERED_PING);
        last = actuation;
        if (!joins) {
            writeRest();
        }
        return true;
    }

    /** Writes the last message, if it is not written yet. To be called before anything else is written, and before a flush. */
    void writeRest() {
        TrackedActuation actuation = last;
        ByteBuf frame = lastFrame;
        if (actuation == null || frame == null) {
            return;
        }
        forgetLast();
        channel.write(frame).addListener(done -> written(actuation, done.isSuccess()));
    }

    /** Writes the rest, and a ping behind it if one is due. */
    void writePing() {
        if (!pings.isDue()) {
            writeRest();
            return;
        }
        TrackedActuation actuation = last;
        ByteBuf frame = lastFrame;
        if (actuation == null || frame == null) {
            channel.write(encoder.numberedPing(pings.next()), channel.voidPromise());
            return;
        }
        forgetLast();
        FrameEncoder.appendPing(frame, pings.next());
        // Kept for its listener: if the write fails, what is left of it tells whether the kernel has all of the
        // message.
        frame.retain();
        channel.write(frame).addListener(done -> {
            written(actuation, done.isSuccess() || frame.readableBytes() <= FrameEncoder.NUMBERED_PING);
            if (!done.isSuccess()) {
                actuation.connectionEnded();
            }
            frame.release();
        });
    }

    private void written(TrackedActuation actuation, boolean whole) {
        if (whole) {
            pings.sent(actuation);
        } else {
            actuation.connectionEnded();
        }
    }

    private void forgetLast() {
        last = null;
        lastFrame = null;
    }

    private DeviceReports reports() {
        DeviceReports known = reports;
        if (known == null) {
            known = new DeviceReports();
            reports = known;
        }
        return known;
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
        if (lastFrame != null) {
            lastFrame.release();
            forgetLast();
        }
        pings.closed();
        if (reports != null) {
            reports.closed();
        }
    }
}

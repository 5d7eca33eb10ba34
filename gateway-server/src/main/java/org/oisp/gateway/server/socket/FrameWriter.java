package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.receipt.ReportResult;
import org.oisp.gateway.receipt.TrackedDelivery;
import org.oisp.gateway.server.socket.frame.FrameEncoder;
import org.oisp.gateway.telemetry.DefectSite;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes a session's messages to its socket, one at a time: requests the next once the last is written and the socket is writable, so that
 * messages to a slow peer wait in its bounded mailbox. Messages come on any thread; they are written on the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
final class FrameWriter extends BatchedWriter implements CoreSubscriber<Outbound>, Subscription {

    /** Messages that are written to one socket before the loop's other sockets have their turn. */
    private static final int PORTION = 256;

    private final DeviceSocket socket;
    private final Channel channel;
    private final FrameEncoder encoder;
    private final SocketContext context;
    private final CoreSubscriber<? super Void> downstream;
    private final UnsentByteCounter unsent;
    /** Null until an actuation is tracked. */
    private @Nullable TrackedWriter trackedWriter;

    private @Nullable Subscription upstream;
    /** A message from another thread; never more than one, since only one is requested at a time. */
    private @Nullable Outbound handedOver;

    private boolean unflushed;
    private boolean stalled;
    private boolean closing;
    /** Messages that were written in this pass of the loop. */
    private int written;

    private FrameWriter(
            DeviceSocket socket, Channel channel, SocketContext context, CoreSubscriber<? super Void> downstream) {
        this.socket = socket;
        this.channel = channel;
        this.encoder = new FrameEncoder(channel.alloc());
        this.context = context;
        this.downstream = downstream;
        this.unsent = new UnsentByteCounter(channel, socket.memory());
    }

    /**
     * Writes all messages of a session, and closes the channel when they end.
     *
     * @return never completes; to be cancelled when the channel is closed
     */
    static Mono<Void> write(Flux<Outbound> messages, DeviceSocket socket, Channel channel, SocketContext context) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> actual) {
                FrameWriter writer = new FrameWriter(socket, channel, context, actual);
                socket.writtenBy(writer);
                messages.subscribe(writer);
            }
        };
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        downstream.onSubscribe(this);
        subscription.request(1);
    }

    /** Called on any thread: a failure here closes this peer's connection, and does not reach the sender. */
    @Override
    public void onNext(Outbound message) {
        if (socket.loop().isCurrent()) {
            write(message);
            return;
        }
        try {
            handedOver = message;
            socket.loop().handOver(this);
        } catch (RuntimeException | Error defect) {
            socket.failed(DefectSite.WRITE, defect);
        }
    }

    @Override
    public void onError(Throwable error) {
        // The session has counted and logged the error; a peer that does not read cannot be told.
        SocketReset.close(channel);
    }

    /**
     * Writes a pending close frame first. The thread that handed it over may be preempted before it wakes the loop, and this task may then
     * overtake it.
     */
    @Override
    public void onComplete() {
        socket.loop().execute(() -> {
            writeHandedOver();
            if (!closing) {
                channel.close();
            }
        });
    }

    /** Ignored: this publisher emits nothing. */
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    @Override
    void writeHandedOver() {
        Outbound message = handedOver;
        handedOver = null;
        if (message != null) {
            write(message);
        }
    }

    @Override
    void flush() {
        if (!unflushed) {
            return;
        }
        unflushed = false;
        written = 0;
        try {
            if (trackedWriter != null) {
                trackedWriter.writePing();
            }
            flushNow();
        } catch (RuntimeException | Error defect) {
            fail(defect);
        }
    }

    private void flushNow() {
        writeTracked();
        channel.flush();
        unsent.update();
    }

    private void flushLater() {
        if (!unflushed) {
            unflushed = true;
            socket.loop().flushLater(this);
        }
    }

    @Override
    boolean pong(ByteSlice payload) {
        if (trackedWriter == null || !trackedWriter.pong(payload)) {
            return false;
        }
        if (trackedWriter.isPingDue()) {
            flushLater();
        }
        return true;
    }

    @Override
    ReportResult report(Inbound.DeviceReport report) {
        return trackedWriter == null ? ReportResult.UNKNOWN : trackedWriter.report(report);
    }

    @Override
    void closed() {
        if (trackedWriter != null) {
            // Behind the notices of the last writes, which Netty may have put off.
            socket.loop().executeIfRunning(trackedWriter::closed);
        }
    }

    @Override
    void resume() {
        if (stalled && channel.isWritable()) {
            stalled = false;
            requestNext();
        }
    }

    private void write(Outbound message) {
        try {
            put(message);
        } catch (RuntimeException | Error defect) {
            fail(defect);
        }
    }

    /** Writes nothing more: whether the messages before were written completely is unknown. */
    private void fail(Throwable defect) {
        closing = true;
        socket.failed(DefectSite.WRITE, defect);
    }

    private void put(Outbound message) {
        if (closing || !channel.isActive()) {
            return;
        }
        if (message instanceof CloseFrame closeFrame) {
            end(closeFrame);
        } else if (message instanceof Outbound.Delivery delivery
                && delivery.deliveryObserver() instanceof TrackedDelivery tracked) {
            putTracked(delivery, tracked);
        } else {
            writeTracked();
            ByteBuf frame = message.accept(encoder);
            channel.write(frame, channel.voidPromise());
            if (message instanceof Outbound.Delivery delivery) {
                count(delivery);
            }
            goOn();
        }
    }

    private void putTracked(Outbound.Delivery delivery, TrackedDelivery tracked) {
        if (trackedWriter == null) {
            trackedWriter = new TrackedWriter(socket, channel, encoder);
        }
        if (!trackedWriter.write(delivery, tracked)) {
            requestNext();
            return;
        }
        count(delivery);
        goOn();
    }

    private void writeTracked() {
        if (trackedWriter != null) {
            trackedWriter.writeRest();
        }
    }

    private void count(Outbound.Delivery delivery) {
        delivery.deliveryObserver()
                .written(context.events().actuations(), System.nanoTime() - delivery.receivedNanos());
    }

    /** Writes the close frame, once the device has confirmed what its sender waits for, or a second later. */
    private void end(CloseFrame closeFrame) {
        closing = true;
        if (trackedWriter == null || !trackedWriter.postpone(() -> writeClose(closeFrame))) {
            writeClose(closeFrame);
        }
    }

    private void writeClose(CloseFrame closeFrame) {
        writeTracked();
        socket.finish(channel.writeAndFlush(closeFrame.accept(encoder)));
    }

    /** Has the write flushed, and asks for the next message if the socket takes more. */
    private void goOn() {
        flushLater();
        if (!channel.isWritable()) {
            // Only the socket may decide that the peer does not read. Without this flush, messages that wait for the
            // end of this pass would fill the mailbox of a peer that does read.
            flushNow();
        }
        if (!channel.isWritable()) {
            stalled = true;
        } else if (++written < PORTION) {
            requestNext();
        } else {
            // Messages may never run out if the sender is as fast as the device.
            socket.loop().nextPass(this::nextPortion);
        }
    }

    private void nextPortion() {
        written = 0;
        try {
            requestNext();
        } catch (RuntimeException | Error defect) {
            fail(defect);
        }
    }

    private void requestNext() {
        if (upstream != null) {
            upstream.request(1);
        }
    }
}

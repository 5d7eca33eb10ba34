package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.server.socket.frame.FrameEncoder;
import org.oisp.gateway.telemetry.DefectSite;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes what a session says to its socket, one message at a time: the next is asked for when the last is written and the socket
 * takes more, so that what waits for a slow peer waits in its mailbox, where it is bounded. Messages come on any thread; they are
 * written on the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class FrameWriter implements CoreSubscriber<Outbound>, Subscription {

    /** Messages that are written to one socket before the others on its loop have their turn. */
    private static final int PORTION = 256;

    private final DeviceSocket socket;
    private final Channel channel;
    private final FrameEncoder encoder;
    private final SocketContext context;
    private final CoreSubscriber<? super Void> downstream;
    private final UnsentByteCounter unsent;
    private @Nullable Subscription upstream;
    /** The message that another thread has brought; there is never a second, since there is no demand for one. */
    private @Nullable Outbound handedOver;

    private boolean unflushed;
    private boolean stalled;
    /** Messages that were written in this pass of the loop. */
    private int written;

    private boolean closing;

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
     * Writes all that a session says.
     *
     * @return never completes: to be cancelled when the channel is closed, which this sees to
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

    /** Called by whoever posts to the device: what fails here is this peer's, and does not come back to them. */
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
        // The session has counted it and said why; a peer that does not read could not be told.
        channel.close();
    }

    /**
     * Behind the close frame, which may still be on its way over to the loop: whichever thread has to wake that may have been taken off
     * its processor just before, and this overtakes it.
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

    /** Nothing is ever passed on. */
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    /** On the loop. */
    void writeHandedOver() {
        Outbound message = handedOver;
        if (message != null) {
            handedOver = null;
            write(message);
        }
    }

    /** On the loop. */
    void flush() {
        if (!unflushed) {
            return;
        }
        unflushed = false;
        written = 0;
        try {
            channel.flush();
            unsent.look();
        } catch (RuntimeException | Error defect) {
            fail(defect);
        }
    }

    /** On the loop: the socket may take more. */
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

    /** Nothing more is written: whether what came before was written whole is not known. */
    private void fail(Throwable defect) {
        closing = true;
        socket.failed(DefectSite.WRITE, defect);
    }

    private void put(Outbound message) {
        if (closing || !channel.isActive()) {
            return;
        }
        ByteBuf frame = message.accept(encoder);
        if (message instanceof CloseFrame) {
            closing = true;
            ChannelFuture lastWrite = channel.writeAndFlush(frame);
            socket.finish(lastWrite);
            return;
        }
        channel.write(frame, channel.voidPromise());
        if (!unflushed) {
            unflushed = true;
            socket.loop().flushLater(this);
        }
        if (message instanceof Outbound.Delivery delivery) {
            long sinceReceived = System.nanoTime() - delivery.receivedNanos();
            delivery.deliveryObserver().written(context.events().actuations(), sinceReceived);
        }
        if (!channel.isWritable()) {
            // Only the socket may say that the peer does not read: what waits just for the end of this pass of the loop
            // would fill the
            // mailbox of a peer that does.
            channel.flush();
            unsent.look();
        }
        if (!channel.isWritable()) {
            stalled = true;
        } else if (++written < PORTION) {
            requestNext();
        } else {
            // What waits may be without end, if its sender is as quick as the device.
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

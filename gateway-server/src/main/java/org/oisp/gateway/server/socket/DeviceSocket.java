package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.memory.MemoryHolder;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.server.socket.tls.CertifiedNames;
import org.oisp.gateway.session.Peer;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * One accepted socket, from its first byte to its last. Not thread-safe; confined to its event loop, except for {@link #toString},
 * {@link #nanos()} and the methods that its interfaces allow on any thread.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close closes the channel; channelInactive reports that
final class DeviceSocket implements Peer, MemoryHolder {

    /** Links in the loop's list of sockets; see {@link SocketLoop#forEach}. */
    @Nullable
    DeviceSocket next;

    @Nullable
    DeviceSocket previous;

    /** Links in a slot's list of the {@link TimerWheel}. */
    @Nullable
    DeviceSocket nextAlarm;

    @Nullable
    DeviceSocket previousAlarm;

    int alarmSlot = NO_ALARM;
    long alarmNanos;

    static final int NO_ALARM = -1;

    private final Channel channel;
    private final SocketLoop loop;
    private final SocketContext context;
    private final HeldMemory memory;
    private volatile @Nullable Consumer<Eviction> onEviction;
    private volatile long lastHeardNanos;
    private @Nullable FrameDecoder decoder;
    private @Nullable FrameWriter writer;
    private @Nullable Runnable alarm;
    private @Nullable ReadPause pause;
    private boolean told;
    /** Whether the peer has sent a message, or its last answer was not a 101. */
    private boolean blameless;
    /** Null until the socket is first held as a sender. */
    private volatile @Nullable SenderReadHolds senderReadHolds;

    DeviceSocket(Channel channel, SocketLoop loop, SocketContext context) {
        this.channel = channel;
        this.loop = loop;
        this.context = context;
        this.memory = context.memory().open(this);
        this.lastHeardNanos = System.nanoTime();
    }

    /** Records that the handshake is done: frames follow. */
    void upgraded(FrameDecoder frames) {
        decoder = frames;
        context.connectionAdmission().opened();
    }

    /** Returns whether frames must wait: the peer is a sender whose share is full, or it floods. */
    boolean isHeld() {
        ReadPause slowed = pause;
        return isHeldAsSender() || (slowed != null && slowed.isOn());
    }

    /** Returns whether the peer is a sender whose share of a mailbox is full. */
    boolean isHeldAsSender() {
        SenderReadHolds all = senderReadHolds;
        return all != null && all.isHeld();
    }

    /** Resumes decoding, unless the socket is held. */
    void goOn() {
        FrameDecoder frames = decoder;
        if (frames == null) {
            return;
        }
        try {
            frames.goOn();
        } catch (RuntimeException | Error defect) {
            failed(DefectSite.READ, defect);
        }
    }

    @Override
    public boolean hold(Hold hold) {
        holds().add(hold);
        return true;
    }

    @Override
    public void release(Hold hold) {
        holds().remove(hold);
    }

    private SenderReadHolds holds() {
        SenderReadHolds all = senderReadHolds;
        if (all == null) {
            synchronized (this) {
                all = senderReadHolds;
                if (all == null) {
                    all = new SenderReadHolds(loop, context.events().actuations(), this);
                    senderReadHolds = all;
                }
            }
        }
        return all;
    }

    /** Stops reading. Called on the event loop. */
    void stopReading() {
        if (decoder != null) {
            decoder.hold();
        }
    }

    boolean hasSession() {
        return decoder != null;
    }

    void writtenBy(FrameWriter frames) {
        writer = frames;
    }

    /** Records that bytes were received. */
    void heard() {
        lastHeardNanos = System.nanoTime();
    }

    /** Flushes the replies at the end of a read. */
    void readComplete() {
        if (writer != null) {
            writer.flush();
        }
    }

    void writabilityChanged() {
        if (writer != null) {
            writer.resume();
        }
    }

    /** Records that the peer has sent a message or was refused: its leaving is then no misuse. */
    void spoke() {
        blameless = true;
    }

    /** Records that the peer leaves; a misuse if it has sent no message, since its handshake was wasted. */
    void leaves() {
        if (!blameless) {
            blameless = true;
            tolerates(Misuse.ABANDONED_CONNECTION);
        }
    }

    @Override
    public boolean tolerates(Misuse what) {
        boolean tolerated = context.limits().misbehaved(PeerAddress.of(channel), what);
        return switch (what) {
            case WRONG_CREDENTIALS -> !floods(Flood.WRONG_CREDENTIALS);
            case UNREGISTERED_CONNECTION -> tolerated;
            default -> true;
        };
    }

    @Override
    public void proved() {
        context.limits().proved(PeerAddress.of(channel));
    }

    /** Counts an action that may be a flood; returns true if the connection is to be closed for it. */
    boolean floods(Flood what) {
        ReadPause known = pause;
        if (known == null) {
            known = new ReadPause(this, channel, context);
            pause = known;
        }
        return known.isDue(what);
    }

    /** Queues the socket to be closed: the peer has closed its side, or is gone. */
    void left() {
        leaves();
        loop.departures().add(this);
    }

    /** Closes the channel without sending anything to the peer, not even a TLS close_notify. */
    void close() {
        channel.unsafe().close(channel.voidPromise());
    }

    /** Cleans up after the channel is closed, by either side. */
    void closed() {
        loop.remove(this);
        loop.alarms().remove(this);
        alarm = null;
        memory.end();
        if (senderReadHolds != null) {
            senderReadHolds.close();
        }
        if (hasSession()) {
            context.connectionAdmission().ended();
        }
        context.events().connections().disconnected();
    }

    /**
     * Closes this side after the last write, and the socket once the peer has closed its side, the timeout is over or the peer has sent
     * more than is discarded (RFC 9112, 9.6). If the socket were closed at once, the kernel would answer further input with a reset, which
     * may overtake the last bytes.
     */
    void finish(ChannelFuture lastWrite) {
        blameless = true;
        if (decoder != null) {
            decoder.end();
        }
        channel.pipeline().addFirst(new DiscardLimit());
        // Reads on, to see the peer's end and to discard what precedes it.
        channel.config().setAutoRead(true);
        lastWrite.addListener(written -> {
            if (written.isSuccess()) {
                // Not while TLS is decoding: the rest of its input would fail, and end the socket.
                channel.eventLoop().execute(this::endOutput);
            } else {
                channel.close();
            }
        });
        Future<?> deadline = channel.eventLoop()
                .schedule(
                        () -> channel.close(), context.settings().closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        // Otherwise the timer would keep the channel and its objects in memory until then.
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
    }

    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            // Otherwise the peer could not know that these were the last bytes (RFC 8446, 6.1).
            tls.closeOutbound().addListener(told -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    /** Tells the session, if there is one, that the server stops; otherwise closes the channel. A second call does nothing. */
    void shutdown() {
        if (told) {
            return;
        }
        told = true;
        ChannelHandlerContext frames =
                decoder == null ? null : channel.pipeline().context(decoder);
        if (frames == null) {
            channel.close();
        } else {
            frames.fireChannelRead(Signal.SHUTDOWN);
        }
    }

    @Override
    public void cut() {
        channel.close();
    }

    @Override
    public HeldMemory memory() {
        return memory;
    }

    @Override
    public void onEviction(Consumer<Eviction> told) {
        onEviction = told;
    }

    /** Frees a partial message at once if called on the event loop; the rest is freed when the socket closes, in the loop's next pass. */
    @Override
    public void evict(Eviction eviction) {
        if (loop.isCurrent()) {
            endDecoder();
        }
        loop.executeIfRunning(() -> {
            endDecoder();
            Consumer<Eviction> told = onEviction;
            if (told == null) {
                context.events().connections().evicted(this, null, eviction);
            } else {
                told.accept(eviction);
            }
            left();
        });
    }

    private void endDecoder() {
        if (decoder != null) {
            decoder.end();
        }
    }

    /** Closes the connection after a failure while serving it; other connections are not affected. */
    void failed(DefectSite where, Throwable defect) {
        context.events().connections().failed(where, this, null, defect);
        channel.close();
    }

    SocketContext context() {
        return context;
    }

    SocketLoop loop() {
        return loop;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long lastHeardNanos() {
        // A held socket is not read, so its peer must not count as silent.
        return isHeld() ? System.nanoTime() : lastHeardNanos;
    }

    @Override
    public void wake(Runnable task, long atNanos) {
        if (!channel.isActive()) {
            return;
        }
        alarm = task;
        alarmNanos = atNanos;
        loop.alarms().add(this, System.nanoTime());
    }

    /** Runs the alarm when its slot is due, or re-adds it if it is due in a later turn of the wheel. */
    void ring(long nowNanos) {
        Runnable task = alarm;
        if (task == null) {
            return;
        }
        if (alarmNanos - nowNanos > 0) {
            loop.alarms().add(this, nowNanos);
        } else {
            alarm = null;
            task.run();
        }
    }

    @Override
    public boolean mayBe(@Nullable String deviceId) {
        return CertifiedNames.allow(channel, deviceId);
    }

    /** Returns the peer's address, for log lines. */
    @Override
    public String toString() {
        return PeerAddress.describe(channel);
    }
}

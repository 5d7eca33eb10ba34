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
 * One accepted socket, from its first byte to its last. Used on its event loop, but for its text form and {@link #nanos()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class DeviceSocket implements Peer, MemoryHolder {

    /** The other sockets of the loop; see {@link SocketLoop#forEach}. */
    @Nullable
    DeviceSocket next;

    @Nullable
    DeviceSocket previous;

    /** Where it stands among the {@link TimerWheel}. */
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
    /** It has sent a message, or an answer other than 101 was its last. */
    private boolean blameless;
    /** Only once it was held as a sender. */
    private volatile @Nullable SenderReadHolds senderReadHolds;

    DeviceSocket(Channel channel, SocketLoop loop, SocketContext context) {
        this.channel = channel;
        this.loop = loop;
        this.context = context;
        this.memory = context.memory().open(this);
        this.lastHeardNanos = System.nanoTime();
    }

    /** The handshake is done: from here on, frames. */
    void upgraded(FrameDecoder frames) {
        decoder = frames;
        context.connectionAdmission().opened();
    }

    /** Whether its frames have to wait: it is a sender whose share is full, or does something too often. */
    boolean isHeld() {
        ReadPause slowed = pause;
        return isHeldAsSender() || (slowed != null && slowed.isOn());
    }

    /** Whether it is a sender whose share of a mailbox is full. */
    boolean isHeldAsSender() {
        SenderReadHolds all = senderReadHolds;
        return all != null && all.isHeld();
    }

    /** Goes on with what had to wait, unless it is held. */
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

    /** On the loop. */
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

    /** Something was received. */
    void heard() {
        lastHeardNanos = System.nanoTime();
    }

    /** What was there to read is read: what was answered at once goes out. */
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

    /** The peer has sent a message, or was refused: nobody wonders why it leaves. */
    void spoke() {
        blameless = true;
    }

    /** The peer is about to leave; one that has said nothing has cost a handshake for nothing. */
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

    /** The peer has done this once more; true if it is to be closed for that. */
    boolean floods(Flood what) {
        ReadPause known = pause;
        if (known == null) {
            known = new ReadPause(this, channel, context);
            pause = known;
        }
        return known.isDue(what);
    }

    /** The peer has closed its side, or is gone: the socket is closed in its turn. */
    void left() {
        leaves();
        loop.departures().add(this);
    }

    /** As the channel closes itself: nothing is said to the peer any more, not even by TLS. */
    void close() {
        channel.unsafe().close(channel.voidPromise());
    }

    /** The socket is closed, by whomever. */
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
     * Closes our side once the last bytes are written, and the socket when the peer has closed its side, has had its time or has sent
     * more than is thrown away for anybody (RFC 9112, 9.6). To close at once would make the kernel answer what the peer still sends
     * with a reset, which may overtake those last bytes.
     */
    void finish(ChannelFuture lastWrite) {
        blameless = true;
        if (decoder != null) {
            decoder.end();
        }
        channel.pipeline().addFirst(new DiscardLimit());
        // Reads on, for the peer's end and to throw away what comes before it.
        channel.config().setAutoRead(true);
        lastWrite.addListener(written -> {
            if (written.isSuccess()) {
                // Not in the midst of what TLS is just reading: what is left of that would fail, and end the socket.
                channel.eventLoop().execute(this::endOutput);
            } else {
                channel.close();
            }
        });
        Future<?> deadline = channel.eventLoop()
                .schedule(
                        () -> channel.close(), context.settings().closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        // Or else it would keep the channel and all that belongs to it until then.
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
    }

    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            // Or else the peer could not know that these were the last bytes (RFC 8446, 6.1).
            tls.closeOutbound().addListener(told -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    /** Tells the session, if there is one, that the server stops; a second time nothing. */
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

    /** What has come of a message is given back now if that can be; the rest as the socket is closed, which takes the loop's next pass. */
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

    /** Something failed in serving it: that costs this peer its connection, and no other anything. */
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
        // Who is not listened to is not silent.
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

    /** Its slot has come, if perhaps not yet its turn of the wheel. */
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

    /** The peer's address. */
    @Override
    public String toString() {
        return PeerAddress.describe(channel);
    }
}

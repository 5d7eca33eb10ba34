package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.memory.MemoryHolder;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.server.socket.tls.CertifiedNames;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * One accepted socket, from its first byte to its last. Not thread-safe; confined to its event loop, except for {@link #toString},
 * {@link #nanos()} and the methods that its interfaces allow on any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel; channelInactive reports that
final class DeviceSocket extends OpenSocket implements PausablePeer, MemoryHolder {

    private final SocketLoop loop;
    private final SocketContext context;
    private final HeldMemory memory;
    private volatile @Nullable Consumer<Eviction> onEviction;
    private volatile long lastHeardNanos;
    private @Nullable FrameInput decoder;
    private @Nullable BatchedWriter writer;
    private @Nullable ReadPause pause;
    private boolean shuttingDown;
    /** Whether the peer has sent a message, or its last answer was not a 101. */
    private boolean legitimate;
    /** Null until the socket is first held as a sender. */
    private volatile @Nullable SenderReadHolds senderReadHolds;

    DeviceSocket(Channel channel, SocketLoop loop, SocketContext context) {
        super(channel);
        this.loop = loop;
        this.context = context;
        this.memory = context.memory().open(this);
        this.lastHeardNanos = System.nanoTime();
    }

    /** Records that the handshake is done: frames follow. */
    void upgraded(FrameInput frames) {
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

    @Override
    public void resumeReading() {
        FrameInput frames = decoder;
        if (frames == null) {
            return;
        }
        try {
            frames.resume();
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

    private synchronized SenderReadHolds holds() {
        SenderReadHolds all = senderReadHolds;
        if (all == null) {
            all = new SenderReadHolds(loop, context.events().actuations(), this);
            senderReadHolds = all;
        }
        return all;
    }

    @Override
    public void stopReading() {
        if (decoder != null) {
            decoder.hold();
        }
    }

    @Override
    boolean hasSession() {
        return decoder != null;
    }

    /** Returns whether the peer's input is discarded from now on. */
    boolean isDeaf() {
        return decoder != null && decoder.hasEnded();
    }

    void writtenBy(BatchedWriter frames) {
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

    /** Returns what writes to the peer; null before the handshake is done. */
    @Nullable
    BatchedWriter writer() {
        return writer;
    }

    void writabilityChanged() {
        if (writer != null) {
            writer.resume();
        }
    }

    /** Records that the peer has sent a message or was refused: its leaving is then no misuse. */
    void markLegitimate() {
        legitimate = true;
    }

    /** Records that the peer leaves; a misuse if it has sent no message, since its handshake was wasted. */
    void countIfAbandoned() {
        if (!legitimate) {
            legitimate = true;
            tolerates(Misuse.ABANDONED_CONNECTION);
        }
    }

    @Override
    public boolean tolerates(Misuse what) {
        boolean tolerated = context.limits().misbehaved(PeerAddress.of(channel()), what);
        return switch (what) {
            case WRONG_CREDENTIALS -> !floods(Flood.WRONG_CREDENTIALS);
            case UNREGISTERED_CONNECTION -> tolerated;
            default -> true;
        };
    }

    @Override
    public void authenticated() {
        context.limits().authenticated(PeerAddress.of(channel()));
    }

    /** Counts an action that may be a flood; returns true if the connection is to be closed for it. */
    boolean floods(Flood what) {
        ReadPause known = pause;
        if (known == null) {
            known = new ReadPause(this, channel(), context);
            pause = known;
        }
        return known.isDue(what);
    }

    /** Queues the socket to be closed: the peer has closed its side, or is gone. */
    void peerClosed() {
        countIfAbandoned();
        loop.departures().add(this);
    }

    /** Cleans up after the channel is closed, by either side. */
    void closed() {
        loop.sockets().remove(this);
        loop.alarms().cancel(this);
        memory.end();
        if (writer != null) {
            writer.closed();
        }
        if (senderReadHolds != null) {
            senderReadHolds.close();
        }
        if (hasSession()) {
            context.connectionAdmission().ended();
        }
        context.events().connections().disconnected();
    }

    /** Closes this side after the last write, and the socket once the peer has closed its side; see {@link OrderlyClose}. */
    void finish(ChannelFuture lastWrite) {
        legitimate = true;
        endDecoder();
        OrderlyClose.after(lastWrite, channel(), context.settings().timeouts().close());
    }

    @Override
    void shutdown() {
        if (shuttingDown) {
            return;
        }
        shuttingDown = true;
        ChannelHandlerContext frames =
                decoder == null ? null : channel().pipeline().context(decoder);
        if (frames == null) {
            channel().close();
        } else {
            frames.fireChannelRead(Signal.SHUTDOWN);
        }
    }

    @Override
    public HeldMemory memory() {
        return memory;
    }

    @Override
    public void onEviction(Consumer<Eviction> listener) {
        onEviction = listener;
    }

    /** Frees a partial message at once if called on the event loop; the rest is freed when the socket closes, in the loop's next pass. */
    @Override
    public void evict(Eviction eviction) {
        if (loop.isCurrent()) {
            endDecoder();
        }
        loop.executeIfRunning(() -> {
            endDecoder();
            Consumer<Eviction> listener = onEviction;
            if (listener == null) {
                context.events().connections().evicted(this, null, eviction);
            } else {
                listener.accept(eviction);
            }
            peerClosed();
        });
    }

    private void endDecoder() {
        if (decoder != null) {
            decoder.end();
        }
    }

    @Override
    void failed(DefectSite where, Throwable defect) {
        context.events().connections().failed(where, this, null, defect);
        SocketReset.close(channel());
    }

    SocketContext context() {
        return context;
    }

    SocketLoop loop() {
        return loop;
    }

    @Override
    public long lastHeardNanos() {
        // A held socket is not read, so its peer must not count as silent.
        return isHeld() ? System.nanoTime() : lastHeardNanos;
    }

    @Override
    public void wake(Runnable task, long atNanos) {
        if (channel().isActive()) {
            loop.alarms().set(this, task, atNanos, nanos());
        }
    }

    @Override
    public boolean mayBe(@Nullable String deviceId) {
        return CertifiedNames.allow(channel(), deviceId);
    }

    /** Returns the peer's address, for log lines. */
    @Override
    public String toString() {
        return PeerAddress.describe(channel());
    }
}

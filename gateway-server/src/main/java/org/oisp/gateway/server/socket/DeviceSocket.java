package org.oisp.gateway.server.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.DefectSite;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.server.socket.tls.CertifiedNames;
import org.oisp.gateway.session.Peer;

/**
 * One accepted socket, from its first byte to its last. Used on its event loop, but for its text form and {@link #nanos()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel, and that is seen
final class DeviceSocket implements Peer {

    /** The other sockets of the loop; see {@link SocketLoop#forEach}. */
    @Nullable
    DeviceSocket next;

    @Nullable
    DeviceSocket previous;

    /** Where it stands among the {@link Alarms}. */
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
    private volatile long lastHeardNanos;
    private @Nullable FrameDecoder decoder;
    private @Nullable FrameWriter writer;
    private @Nullable Runnable alarm;
    private boolean told;

    DeviceSocket(Channel channel, SocketLoop loop, SocketContext context) {
        this.channel = channel;
        this.loop = loop;
        this.context = context;
        this.lastHeardNanos = System.nanoTime();
    }

    /** The handshake is done: from here on, frames. */
    void upgraded(FrameDecoder frames) {
        decoder = frames;
        context.admission().opened();
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

    /** The peer has closed its side, or is gone: the socket is closed in its turn. */
    void left() {
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
        if (hasSession()) {
            context.admission().ended();
        }
        context.events().disconnected();
    }

    /**
     * Closes our side once the last bytes are written, and the socket when the peer has closed its side, has had its time or has sent
     * more than is thrown away for anybody (RFC 9112, 9.6). To close at once would make the kernel answer what the peer still sends with a reset, which may overtake those last bytes.
     */
    void finish(ChannelFuture lastWrite) {
        if (decoder != null) {
            decoder.end();
        }
        channel.pipeline().addFirst(new DiscardBound());
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

    /** Something failed in serving it: that costs this peer its connection, and no other anything. */
    void failed(DefectSite where, Throwable defect) {
        context.events().failed(where, this, null, defect);
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
        return lastHeardNanos;
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

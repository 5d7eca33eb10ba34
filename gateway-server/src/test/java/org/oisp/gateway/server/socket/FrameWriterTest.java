package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.registry.PostResult;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** A failed write closes that peer's socket only; it affects neither the thread that posts nor other sockets of the event loop. */
class FrameWriterTest {

    private static final ByteSlice BODY = ByteSlice.ofText("{}");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SocketEvents events = SocketEvents.of(meters, Journal.unread());
    private final DeviceRegistry devices = new DeviceRegistry(new MailboxSettings(100, 10_000), events.connections());
    /** A thread that is descheduled just before it wakes the event loop, until the latch opens. */
    private volatile @Nullable Thread slow;

    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);
    private final EventLoop loop = new DefaultEventLoop() {
        @Override
        public void execute(Runnable task) {
            if (Thread.currentThread() == slow) {
                asleep.countDown();
                try {
                    awake.await();
                } catch (InterruptedException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
            super.execute(task);
        }
    };
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final SocketLoop sockets = new SocketLoop(loop);
    private final Disposable.Composite sessions = Disposables.composite();

    @AfterEach
    void close() {
        sessions.dispose();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        // Unreleased frames would be reported as leaks of whichever test runs then.
        channels.forEach(EmbeddedChannel::releaseOutbound);
    }

    @Test
    void aWriteThatFailsOnTheLoopOfWhoeverPostsClosesThatSocketOnly() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        EmbeddedChannel healthyChannel = new EmbeddedChannel();
        Mailbox broken = connect("d1", channel);
        Mailbox healthy = connect("d2", healthyChannel);
        loop.submit(() -> {
                    assertThat(broken.post(defective())).isEqualTo(PostResult.ACCEPTED);
                    assertThat(broken.post(delivery())).isEqualTo(PostResult.ACCEPTED);
                    assertThat(healthy.post(delivery())).isEqualTo(PostResult.ACCEPTED);
                })
                .get();
        settle();

        assertThat(channel.isOpen()).isFalse();
        assertThat(healthyChannel.outboundMessages()).hasSize(2);
        assertThat(defects()).isEqualTo(1);
    }

    @Test
    void aWriteThatFailsAsItIsHandedOverLeavesTheOthersTheirTurns() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        EmbeddedChannel healthyChannel = new EmbeddedChannel();
        Mailbox broken = connect("d1", channel);
        Mailbox healthy = connect("d2", healthyChannel);
        broken.post(defective());
        healthy.post(delivery());
        healthy.post(delivery());
        settle();

        assertThat(channel.isOpen()).isFalse();
        assertThat(healthy.depth()).isZero();
        assertThat(healthyChannel.outboundMessages()).hasSize(3);
        assertThat(defects()).isEqualTo(1);
    }

    @Test
    void theCloseFrameIsWrittenBeforeTheEndAlsoIfWhoeverHasToWakeTheLoopIsSlow() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        Mailbox taken = connect("d1", channel);
        Mailbox other = connect("d2", new EmbeddedChannel());
        settle();
        Thread poster = new Thread(() -> other.post(delivery()));
        slow = poster;
        poster.start();
        asleep.await();

        devices.admit(taken.device(), "a newer connection", Reply.REGISTERED);
        settle();

        List<String> written = channel.outboundMessages().stream()
                .map(frame -> ByteBufUtil.hexDump((ByteBuf) frame))
                .toList();
        assertThat(written).hasSize(2);
        // A close frame with code 1000.
        assertThat(written.get(1)).startsWith("88").contains("03e8");
        awake.countDown();
        poster.join();
        settle();
        assertThat(channel.outboundMessages()).hasSize(2);
    }

    @Test
    void aFlushThatFailsLeavesTheOthersTheirTurns() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            public Channel flush() {
                throw new IllegalStateException("a defect");
            }
        };
        EmbeddedChannel healthyChannel = new EmbeddedChannel();
        Mailbox broken = connect("d1", channel);
        Mailbox healthy = connect("d2", healthyChannel);
        loop.submit(() -> {
                    broken.post(delivery());
                    healthy.post(delivery());
                })
                .get();
        settle();
        healthy.post(delivery());
        settle();

        assertThat(channel.isOpen()).isFalse();
        assertThat(healthyChannel.outboundMessages()).hasSize(3);
        assertThat(defects()).isEqualTo(1);
    }

    /** Runs passes of the event loop; each writes what was handed over and requests more. */
    private void settle() throws Exception {
        for (int i = 0; i < 8; i++) {
            loop.submit(() -> {}).get();
        }
    }

    private Mailbox connect(String id, EmbeddedChannel channel) {
        channels.add(channel);
        SocketContext context = context(events);
        DeviceSocket socket = new DeviceSocket(channel, sockets, context);
        DeviceIdentity device = new DeviceIdentity(
                new DeviceUid(new UUID(1, id.hashCode())), new AccountId(new UUID(1, 0)), new DeviceId(id));
        Mailbox mailbox = devices.admit(device, socket, Reply.REGISTERED);
        sessions.add(
                FrameWriter.write(mailbox.messages(), socket, channel, context).subscribe());
        return mailbox;
    }

    static SocketContext context(SocketEvents events) {
        SocketSettings.PeerTimeouts timeouts =
                new SocketSettings.PeerTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);
        return new SocketContext(
                new SocketSettings(0, 1, 1024, 1024, timeouts, null, OriginSettings.NONE),
                new MessageReader(1024),
                events);
    }

    private static Outbound.Delivery delivery() {
        return new Outbound.Delivery(BODY, System.nanoTime());
    }

    /** Returns an actuation whose write fails. */
    private static Outbound.Delivery defective() {
        return new Outbound.Delivery(BODY, System.nanoTime(), sinceReceived -> {
            throw new IllegalStateException("a defect");
        });
    }

    private double defects() {
        return meters.get("gateway.defects").tag("where", "write").counter().count();
    }
}

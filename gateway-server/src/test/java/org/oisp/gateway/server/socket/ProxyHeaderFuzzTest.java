package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.origin.ConnectionOrigin;
import org.oisp.gateway.server.socket.origin.MisuseSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.origin.OriginTracker;
import org.oisp.gateway.server.socket.origin.PeerAddress;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Whatever bytes a proxy's connection begins with, in any pieces: they are a PROXY header, whose address counts from then on, or the
 * connection is closed. Nothing fails, nothing stays held, and the bytes after the header are passed on.
 */
class ProxyHeaderFuzzTest {

    private static final SocketSettings SETTINGS = new SocketSettings(
            0,
            1,
            1_024,
            1_024,
            new SocketSettings.PeerTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO),
            null,
            new OriginSettings(true, List.of(AddressRange.parse("10.0.0.0/8")), 5, MisuseSettings.NONE));

    @FuzzTest
    void namesThePeerOrCloses(byte[] bytes) {
        String whole = outcome(bytes, bytes.length);
        assertThat(outcome(bytes, 1)).isEqualTo(whole);
        assertThat(outcome(bytes, 16)).isEqualTo(whole);
    }

    private static String outcome(byte[] bytes, int max) {
        CountingAllocator buffers = new CountingAllocator();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SocketContext context =
                new SocketContext(SETTINGS, new MessageReader(1_024), SocketEvents.of(meters, Journal.unread()));
        ProxyChannel channel = new ProxyChannel();
        channel.config().setAllocator(buffers);
        DeviceSocket socket = new DeviceSocket(channel, new SocketLoop(channel.eventLoop()), context);
        ConnectionPreface.addTo(
                channel.pipeline(),
                context,
                socket,
                new ConnectionOrigin(OriginTracker.of(SETTINGS.origins()), channel),
                null,
                false);
        Random cuts = new Random(max);
        StringBuilder behind = new StringBuilder();
        for (int at = 0; at < bytes.length && channel.isOpen(); ) {
            int count = Math.min(bytes.length - at, 1 + cuts.nextInt(max));
            channel.writeInbound(buffers.heapBuffer(count).writeBytes(bytes, at, count));
            at += count;
            for (ByteBuf rest = channel.readInbound(); rest != null; rest = channel.readInbound()) {
                behind.append(rest.toString(StandardCharsets.ISO_8859_1));
                rest.release();
            }
        }
        String outcome = channel.isOpen() ? PeerAddress.describe(channel) + " " + behind : "closed";
        channel.finishAndReleaseAll();
        assertThat(buffers.held()).isZero();
        assertThat(meters.get("gateway.defects").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isZero();
        return outcome;
    }

    /** A connection from a trusted proxy. */
    private static final class ProxyChannel extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            try {
                return new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 1_234);
            } catch (UnknownHostException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }
}

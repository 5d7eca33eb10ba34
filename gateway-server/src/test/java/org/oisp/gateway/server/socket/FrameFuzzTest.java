package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Any bytes after the handshake, in any pieces, give the same messages. Nothing fails, the connection holds no more than a message may
 * have, and all memory is returned.
 */
class FrameFuzzTest {

    private static final int BOUND = 1_024;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final SocketSettings SETTINGS = new SocketSettings(
            0,
            1,
            BOUND / 2,
            BOUND,
            new SocketSettings.PeerTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO),
            null,
            OriginSettings.NONE);

    /** The first byte determines how the others are cut. */
    @FuzzTest
    void areTheSameMessagesInAnyPieces(byte[] bytes) {
        byte[] wire = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
        Random cuts = new Random(bytes.length == 0 ? 0 : bytes[0]);
        List<String> whole = messages(wire, wire.length);
        assertThat(messages(wire, 1)).isEqualTo(whole);
        assertThat(messages(wire, 1 + cuts.nextInt(64))).isEqualTo(whole);
    }

    private static List<String> messages(byte[] wire, int max) {
        CountingAllocator buffers = new CountingAllocator();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MemoryBudget memory = new MemoryBudget(new MemorySettings(Long.MAX_VALUE, Long.MAX_VALUE, TIMEOUT), () -> 0);
        EmbeddedChannel channel = channel(new SocketContext(
                SETTINGS, new MessageReader(BOUND), SocketEvents.of(meters, Journal.unread()), memory, TIMEOUT));
        channel.config().setAllocator(buffers);
        Random cuts = new Random(max);
        List<String> messages = new ArrayList<>();
        for (int at = 0; at < wire.length; ) {
            int count = Math.min(wire.length - at, 1 + cuts.nextInt(max));
            ByteBuf read = buffers.heapBuffer(count).writeBytes(wire, at, count);
            at += count;
            channel.writeInbound(read);
            while (!channel.config().isAutoRead()) {
                channel.runPendingTasks();
            }
            assertThat(memory.held()).isLessThanOrEqualTo(BOUND);
            for (Object heard = channel.readInbound(); heard != null; heard = channel.readInbound()) {
                messages.add(describe((Inbound) heard));
            }
        }
        assertThat(channel.isOpen())
                .as("a connection is closed by its session, and else by a defect")
                .isTrue();
        channel.finishAndReleaseAll();
        assertThat(buffers.held()).isZero();
        assertThat(memory.held()).isZero();
        assertThat(meters.get("gateway.defects").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isZero();
        return messages;
    }

    private static EmbeddedChannel channel(SocketContext context) {
        EmbeddedChannel channel = new EmbeddedChannel();
        DeviceSocket socket = new DeviceSocket(channel, new SocketLoop(channel.eventLoop()), context);
        channel.pipeline().addLast(new FrameDecoder(context, socket));
        return channel;
    }

    /** Describes a message without its time, which differs each time. */
    private static String describe(Inbound message) {
        if (message instanceof Inbound.ActuationMessage actuation) {
            Inbound.Body body = actuation.body();
            return "actuation " + hex(actuation.message()) + " "
                    + (body == null ? null : body.target() + " " + hex(body.json()));
        }
        if (message instanceof Inbound.PingReceived ping) {
            return "ping " + hex(ping.payload());
        }
        return message instanceof Inbound.PongReceived pong ? "pong " + hex(pong.payload()) : message.toString();
    }

    private static String hex(ByteSlice slice) {
        return java.util.HexFormat.of().formatHex(slice.array(), slice.offset(), slice.offset() + slice.length());
    }
}

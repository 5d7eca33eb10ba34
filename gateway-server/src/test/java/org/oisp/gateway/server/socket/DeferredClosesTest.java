package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.telemetry.journal.Journal;

/** Sockets that all leave at once; the test controls the clock and the passes of the event loop. */
class DeferredClosesTest {

    private static final long CLOSING_TAKES = DeferredCloses.PORTION_NANOS / 10;

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final Queue<Runnable> passes = new ArrayDeque<>();
    private long now = 7;
    private final DeferredCloses deferredCloses = new DeferredCloses(passes::add, () -> now);

    @AfterEach
    void release() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void closesAPortionInEachPassUntilAllAreClosed() {
        leave(35);
        assertThat(open())
                .as("nothing is closed in the pass that saw them leave")
                .isEqualTo(35);
        List<Integer> openAfterEachPass = new ArrayList<>();
        while (!passes.isEmpty()) {
            assertThat(passes).as("what is to run in the next pass").hasSize(1);
            passes.remove().run();
            openAfterEachPass.add(open());
        }
        assertThat(openAfterEachPass).containsExactly(25, 15, 5, 0);
    }

    @Test
    void closesWhoLeavesBetweenTwoPortionsBehindTheOthers() {
        leave(12);
        passes.remove().run();
        leave(1);
        assertThat(passes).hasSize(1);
        passes.remove().run();
        assertThat(open()).isZero();
        assertThat(passes).isEmpty();
        leave(1);
        passes.remove().run();
        assertThat(open()).isZero();
    }

    @Test
    void passesOverASocketThatSomebodyElseHasClosed() {
        leave(2);
        channels.get(0).close();
        passes.remove().run();
        assertThat(open()).isZero();
    }

    @Test
    void closesThoseBehindOneThatFailsAsItIsClosed() {
        boolean[] defective = {false};
        leave(new EmbeddedChannel() {
            @Override
            public Unsafe unsafe() {
                if (defective[0]) {
                    throw new IllegalStateException("a defect");
                }
                return super.unsafe();
            }
        });
        leave(20);
        defective[0] = true;
        while (!passes.isEmpty()) {
            passes.remove().run();
        }
        assertThat(open()).isZero();
    }

    private void leave(int sockets) {
        for (int i = 0; i < sockets; i++) {
            leave(new EmbeddedChannel());
        }
    }

    private void leave(EmbeddedChannel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(closed -> now += CLOSING_TAKES);
        SocketContext context = new SocketContext(
                new SocketSettings(
                        0,
                        1,
                        1024,
                        1024,
                        new SocketSettings.PeerTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO),
                        null,
                        OriginSettings.NONE),
                new MessageReader(1024),
                SocketEvents.of(new SimpleMeterRegistry(), Journal.unread()));
        deferredCloses.add(new DeviceSocket(channel, new SocketLoop(channel.eventLoop()), context));
    }

    private int open() {
        return (int) channels.stream().filter(EmbeddedChannel::isOpen).count();
    }
}

package org.oisp.gateway.server.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A port accepts no more connections than it has file descriptors for. */
class AcceptGateTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Object> accepted = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final EmbeddedChannel port = new EmbeddedChannel(
            new AcceptGate(3, new AcceptorEvents(meters, "device")), new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object connection) {
                    accepted.add(connection);
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    failures.add(cause);
                }
            });

    @Test
    void stopsBeforeItsFilesAreUsedUpAndGoesOnWhenOneIsGivenBack() {
        EmbeddedChannel first = accept();
        accept();
        assertThat(port.config().isAutoRead()).isTrue();
        accept();
        assertThat(port.config().isAutoRead()).isFalse();
        assertThat(pauses()).isEqualTo(1);
        assertThat(accepted).hasSize(3);
        first.close();
        port.runPendingTasks();
        assertThat(port.config().isAutoRead()).isTrue();
        accept();
        assertThat(port.config().isAutoRead()).isFalse();
        assertThat(pauses()).isEqualTo(2);
    }

    @Test
    void stopsAgainWhereSomebodyElseHasItGoOn() {
        List<EmbeddedChannel> open = List.of(accept(), accept(), accept());
        // As Netty does a second after a failed accept.
        port.config().setAutoRead(true);
        EmbeddedChannel oneMore = accept();
        assertThat(port.config().isAutoRead()).isFalse();
        oneMore.close();
        port.runPendingTasks();
        assertThat(port.config().isAutoRead()).isFalse();
        open.get(0).close();
        port.runPendingTasks();
        assertThat(port.config().isAutoRead()).isTrue();
    }

    @Test
    void aPortThatIsClosedAcceptsNoMore() {
        EmbeddedChannel first = accept();
        accept();
        accept();
        port.close();
        first.close();
        port.runPendingTasks();
        assertThat(port.config().isAutoRead()).isFalse();
    }

    @Test
    void countsWhatTheSystemRefusesAndLeavesThePauseToTheServer() {
        IOException tooMany = new IOException("accept(..) failed: Too many open files");
        port.pipeline().fireExceptionCaught(tooMany);
        assertThat(failures).containsExactly(tooMany);
        assertThat(meters.get("gateway.accept.failures")
                        .tag("port", "device")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private EmbeddedChannel accept() {
        EmbeddedChannel connection = new EmbeddedChannel();
        port.writeInbound(connection);
        return connection;
    }

    private double pauses() {
        return meters.get("gateway.accept.pauses")
                .tag("port", "device")
                .counter()
                .count();
    }
}

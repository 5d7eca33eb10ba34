package org.oisp.gateway.server.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;

/** Tests which connection to the management port is closed to make room for the next. */
class ConnectionTableTest {

    private static final String WHOLE = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final Duration LONG = Duration.ofHours(1);

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.oisp.gateway");

    private final Level before = LOGGER.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ManagementEvents events = new ManagementEvents(meters);
    private final ConnectionSettings settings = new ConnectionSettings(LONG, LONG, LONG, 4, 3);
    private final ConnectionTable table = new ConnectionTable(settings, events);
    private final List<Peer> peers = new ArrayList<>();

    /** A connection from a given address. */
    private final class Peer extends EmbeddedChannel {
        private final String address;

        Peer(String address) {
            super(false, false);
            this.address = address;
            pipeline()
                    .addLast(NettyPipeline.HttpCodec, new HttpServerCodec())
                    .addLast(NettyPipeline.HttpTrafficHandler, new ChannelInboundHandlerAdapter());
            peers.add(this);
        }

        Peer connect() throws Exception {
            register();
            RequestBounds.addTo(pipeline(), settings, table, events);
            return this;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(address, 1);
        }

        Peer sends(String text) {
            writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
            return this;
        }

        Peer isAnswered() {
            DefaultFullHttpResponse answer =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
            answer.headers().set("Content-Length", 0);
            writeOutbound(answer);
            assertThat(told()).startsWith("HTTP/1.1 200 ");
            return this;
        }

        Peer watches() {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head.headers().set("Content-Type", "text/event-stream").set("Transfer-Encoding", "chunked");
            sends(WHOLE).writeOutbound(head);
            told();
            return this;
        }

        String told() {
            StringBuilder all = new StringBuilder();
            ByteBuf next = readOutbound();
            while (next != null) {
                all.append(next.toString(StandardCharsets.US_ASCII));
                next.release();
                next = readOutbound();
            }
            return all.toString();
        }
    }

    @BeforeEach
    void listen() {
        LOGGER.setLevel(Level.WARN);
        lines.start();
        LOGGER.addAppender(lines);
    }

    @AfterEach
    void close() {
        LOGGER.detachAppender(lines);
        LOGGER.setLevel(before);
        peers.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(table.size()).isZero();
    }

    @Test
    void anAddressWithItsShareGivesUpTheOneThatItUsedLeastLately() throws Exception {
        Peer first = connect("10.0.0.1").sends(WHOLE).isAnswered();
        Peer second = connect("10.0.0.1").sends(WHOLE).isAnswered();
        Peer third = connect("10.0.0.1").sends(WHOLE).isAnswered();
        first.sends(WHOLE).isAnswered();
        Peer fourth = connect("10.0.0.1");
        assertThat(second.isOpen()).isFalse();
        assertThat(second.told()).isEmpty();
        assertThat(List.of(first, third, fourth)).allMatch(EmbeddedChannel::isOpen);
        assertThat(logged())
                .containsExactly(
                        "peer=10.0.0.1 has 3 connections to the management port, the maximum is 3: closes one for the new one");
        assertThat(table.size()).isEqualTo(3);
        assertThat(cuts()).isEqualTo(1);
    }

    @Test
    void theAddressThatHasMostMakesRoomForOthers() throws Exception {
        Peer scraper = connect("10.0.0.9").sends(WHOLE).isAnswered();
        Peer first = connect("10.0.0.1");
        Peer second = connect("10.0.0.1").sends("GET /met");
        Peer third = connect("10.0.0.1");
        Peer probe = connect("10.0.0.2");
        assertThat(first.isOpen()).isFalse();
        assertThat(first.told())
                .startsWith("HTTP/1.1 503 ")
                .contains("connection: close", "GATEWAY_MANAGEMENT_CONNECTIONS");
        assertThat(List.of(scraper, second, third, probe)).allMatch(EmbeddedChannel::isOpen);
        Peer next = connect("10.0.0.3");
        assertThat(second.told()).startsWith("HTTP/1.1 503 ");
        assertThat(List.of(scraper, third, probe, next)).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void anUnfinishedRequestGoesBeforeOneThatWaitsForItsAnswer() throws Exception {
        Peer waits = connect("10.0.0.1").sends(WHOLE);
        Peer halfABody = connect("10.0.0.1")
                .sends("PUT /api/log-level HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
        Peer watches = connect("10.0.0.1").watches();
        Peer newest = connect("10.0.0.1").sends(WHOLE);
        assertThat(halfABody.told()).startsWith("HTTP/1.1 503 ").contains("nothing was done or sent for this request");
        assertThat(halfABody.isOpen()).isFalse();
        Peer after = connect("10.0.0.1");
        assertThat(waits.told()).startsWith("HTTP/1.1 503 ").contains("may have been done or sent nevertheless");
        assertThat(waits.isOpen()).isFalse();
        assertThat(List.of(watches, newest, after)).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void whoeverWatchesStaysAndTheNewestIsRefused() throws Exception {
        for (int i = 0; i < 3; i++) {
            connect("10.0.0.1").watches();
        }
        Peer refused = connect("10.0.0.1");
        assertThat(refused.told()).startsWith("HTTP/1.1 503 ");
        assertThat(refused.isOpen()).isFalse();
        assertThat(logged())
                .containsExactly(
                        "peer=10.0.0.1 has 3 connections to the management port, the maximum is 3: refuses the new one");
        assertThat(connect("10.0.0.2").isOpen()).isTrue();
        assertThat(table.size()).isEqualTo(4);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() throws Exception {
        Peer first = connect("2001:db8::1");
        connect("2001:db8::2");
        connect("2001:db8::ffff:1");
        connect("2001:db8:0:1::1");
        connect("2001:db8::3");
        assertThat(first.isOpen()).isFalse();
        assertThat(first.told()).startsWith("HTTP/1.1 503 ");
    }

    private List<String> logged() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Peer connect(String address) throws Exception {
        return new Peer(address).connect();
    }

    private double cuts() {
        return meters.get("gateway.management.cuts")
                .tag("reason", "too_many_connections")
                .counter()
                .count();
    }
}

package org.oisp.gateway.server.accept;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Each connection that a port fails to accept is counted; the log reports it once a minute. */
class AcceptorEventsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.oisp.gateway");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final AcceptorEvents events = new AcceptorEvents(meters, "device", nanos::get);

    @BeforeEach
    void watch() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
    }

    private List<String> lines() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    @Test
    void saysOnceAMinuteWhatGoesOn() {
        IntStream.range(0, 100).forEach(i -> {
            events.full(99, "this process may open 300 files");
            events.paused(113);
            events.failed(new IOException("accept(..) failed: Too many open files"));
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(599));
        });
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0))
                .isEqualTo("WARN device port: 99 connections are open, the maximum (this process may open 300 files);"
                        + " further connections are refused");
        assertThat(lines().get(1)).startsWith("WARN device port: its 113 open files are used up");
        assertThat(lines().get(2)).startsWith("ERROR device port: cannot accept a connection: ");
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        events.paused(113);
        assertThat(lines()).hasSize(4);
        assertThat(meters.get("gateway.accept.pauses")
                        .tag("port", "device")
                        .counter()
                        .count())
                .isEqualTo(101);
        assertThat(meters.get("gateway.accept.failures")
                        .tag("port", "device")
                        .counter()
                        .count())
                .isEqualTo(100);
    }
}

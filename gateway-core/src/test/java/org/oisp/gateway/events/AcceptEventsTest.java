package org.oisp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A port that takes no connection is counted each time and said once a minute. */
class AcceptEventsTest {

    private final LogLines lines = new LogLines();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final AcceptEvents events = new AcceptEvents(meters, "device", nanos::get);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void saysOnceAMinuteWhatGoesOn() {
        IntStream.range(0, 100).forEach(i -> {
            events.full(99, "this process may open 300 files");
            events.paused(113);
            events.failed(new IOException("accept(..) failed: Too many open files"));
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(599));
        });
        assertThat(lines.all()).hasSize(3);
        assertThat(lines.all().get(0))
                .isEqualTo(
                        "WARN device port: 99 connections are open, as many as may be (this process may open 300 files);"
                                + " more are refused");
        assertThat(lines.all().get(1)).startsWith("WARN device port: its 113 open files are used up");
        assertThat(lines.all().get(2)).startsWith("ERROR device port: cannot accept a connection: ");
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        events.paused(113);
        assertThat(lines.all()).hasSize(4);
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

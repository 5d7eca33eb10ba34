package org.oisp.gateway.server.tracing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.Tagged;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.slf4j.event.Level;

/** What became of the spans of traces: counted, and a collector that does not take them said now and then. Thread-safe. */
public final class TraceEvents {

    private final TaggedCounters<SpanOutcome> spans;
    private final AtomicInteger waiting = new AtomicInteger();
    private final RateLimitedLog failures = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "spans_lost", "batches of spans that were lost", 1, System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public TraceEvents(MeterRegistry meters) {
        spans = new TaggedCounters<>(meters, SpanOutcome.class, "gateway.spans", "outcome", "Spans of traces");
        Gauge.builder("gateway.spans.waiting", waiting, AtomicInteger::get)
                .description("Spans that wait for the collector to take them")
                .register(meters);
    }

    /**
     * A span is to be sent.
     *
     * @param bound how many may wait
     * @return false if there is no room for it
     */
    public boolean admit(int bound) {
        if (waiting.incrementAndGet() <= bound) {
            return true;
        }
        waiting.decrementAndGet();
        spans.increment(SpanOutcome.DROPPED);
        return false;
    }

    /** The collector has taken some. */
    public void exported(int count) {
        waiting.addAndGet(-count);
        spans.add(SpanOutcome.EXPORTED, count);
    }

    /**
     * The collector has not taken some; they are lost.
     *
     * @param why the reason in words
     */
    public void failed(int count, @Nullable Object why) {
        waiting.addAndGet(-count);
        spans.add(SpanOutcome.FAILED, count);
        failures.line("the collector has not taken {} spans: {}; they are lost", count, new UntrustedText(why));
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        failures.summarise();
    }

    /** What became of a span. */
    private enum SpanOutcome implements Tagged {
        EXPORTED,
        FAILED,
        DROPPED
    }
}

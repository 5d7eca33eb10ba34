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

/** Counts spans by outcome, and logs lost batches at a limited rate. Thread-safe. */
public final class TraceEvents {

    private final TaggedCounters<SpanOutcome> spans;
    private final AtomicInteger waiting = new AtomicInteger();
    private final RateLimitedLog failures = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "spans_lost", "batches of spans lost", 1, System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters the registry
     */
    public TraceEvents(MeterRegistry meters) {
        spans = new TaggedCounters<>(meters, SpanOutcome.class, "gateway.spans", "outcome", "Spans of traces");
        Gauge.builder("gateway.spans.waiting", waiting, AtomicInteger::get)
                .description("Spans that wait for the collector")
                .register(meters);
    }

    /**
     * Reserves room for a span that is to be sent.
     *
     * @param bound maximum number of waiting spans
     * @return false if the limit is reached; the span is then counted as dropped
     */
    public boolean admit(int bound) {
        if (waiting.incrementAndGet() <= bound) {
            return true;
        }
        waiting.decrementAndGet();
        spans.increment(SpanOutcome.DROPPED);
        return false;
    }

    /** Records spans that the collector accepted. */
    public void exported(int count) {
        waiting.addAndGet(-count);
        spans.add(SpanOutcome.EXPORTED, count);
    }

    /**
     * Records spans that the collector did not accept; they are lost.
     *
     * @param why the reason in words
     */
    public void failed(int count, @Nullable Object why) {
        waiting.addAndGet(-count);
        spans.add(SpanOutcome.FAILED, count);
        failures.line("the collector did not accept {} spans: {}; they are lost", count, new UntrustedText(why));
    }

    /** Logs how many lines were suppressed; call about once a second. */
    public void summariseLogs() {
        failures.summarise();
    }

    /** The outcome of a span. */
    private enum SpanOutcome implements Tagged {
        EXPORTED,
        FAILED,
        DROPPED
    }
}

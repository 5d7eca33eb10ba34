package org.oisp.gateway.server.tracing;

import io.micrometer.tracing.TraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** Provides the trace of the duration that the current thread records, so that {@code /metrics} can attach an exemplar to each bucket. */
public final class TraceExemplars implements SpanContext {

    private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

    void within(TraceContext trace, Runnable recording) {
        CURRENT.set(trace);
        try {
            recording.run();
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceContext trace = CURRENT.get();
        return trace == null ? null : trace.traceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceContext trace = CURRENT.get();
        return trace == null ? null : trace.spanId();
    }

    /** Returns whether there is a trace: only sampled actuations have one, and all of these are exported. */
    @Override
    public boolean isCurrentSpanSampled() {
        return CURRENT.get() != null;
    }

    /** Does nothing: the collector keeps or drops traces by its own rules. */
    @Override
    public void markCurrentSpanAsExemplar() {}
}

package org.oisp.gateway.server.tracing;

import io.micrometer.tracing.TraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** The trace that the current thread works for while it records a time, so that {@code /metrics} can name one for each bucket. */
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

    /** Only what is followed has a trace, and all of that is exported. */
    @Override
    public boolean isCurrentSpanSampled() {
        return CURRENT.get() != null;
    }

    /** The collector keeps or drops traces by its own rules; it is told nothing. */
    @Override
    public void markCurrentSpanAsExemplar() {}
}

package org.oisp.gateway.server.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Limits the number of waiting spans and counts dropped ones: the batch processor behind it has a limit too, but its drops are not
 * counted.
 */
final class BoundedSpans implements SpanProcessor {

    private final SpanProcessor next;
    private final int bound;
    private final TraceEvents events;

    BoundedSpans(SpanProcessor next, int bound, TraceEvents events) {
        this.next = next;
        this.bound = bound;
        this.events = events;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        next.onStart(parent, span);
    }

    @Override
    public boolean isStartRequired() {
        return next.isStartRequired();
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (events.admit(bound)) {
            next.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return next.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return next.forceFlush();
    }
}

package org.oisp.gateway.server.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.oisp.gateway.telemetry.health.FailureDescription;

/** Counts exported and lost spans. */
final class CountedExport implements SpanExporter {

    private final SpanExporter next;
    private final TraceEvents events;

    CountedExport(SpanExporter next, TraceEvents events) {
        this.next = next;
        this.events = events;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = next.export(spans);
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                events.exported(count);
            } else {
                events.failed(count, FailureDescription.of(result.getFailureThrowable()));
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return next.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return next.shutdown();
    }
}

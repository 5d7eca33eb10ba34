package org.oisp.gateway.server.tracing;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ActuationObserver;
import org.oisp.gateway.routing.trace.ActuationTracer;
import org.slf4j.bridge.SLF4JBridgeHandler;
import reactor.core.publisher.Mono;

/**
 * Traces a sample of the actuations and exports the spans to a collector. The sampling decision comes before any allocation, so an
 * unsampled actuation costs one random number. Thread-safe; callers never wait for the collector.
 */
public final class Tracing implements ActuationTracer {

    /** The service name of every gateway. */
    private static final String SERVICE = "oisp-gateway";

    /** In characters. */
    private static final int LONGEST_VALUE = 300;

    /** Maximum wait of a span for its batch. */
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);

    private static final int BATCH = 512;
    private static final Duration EXPORT = Duration.ofSeconds(5);
    /** Time for exporting the last spans when the gateway stops. */
    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final double sampling;
    private final SdkTracerProvider provider;
    private final TraceWriter writer;

    /**
     * Creates a tracer; sends nothing until the first span.
     *
     * @param settings collector, sampling and limits
     * @param instance the name of this instance
     * @param version the version of the gateway
     * @param maxMessageBytes maximum size of a message that another instance accepts, in bytes
     * @param exemplars receives the trace of a duration while it is recorded
     * @param events receives the outcome of each span
     */
    public Tracing(
            TracingSettings settings,
            String instance,
            String version,
            int maxMessageBytes,
            TraceExemplars exemplars,
            TraceEvents events) {
        // The exporter logs by java.util.logging what TraceEvents already counts and logs; bridged to SLF4J, it is
        // turned off like all
        // other loggers.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        this.sampling = settings.sampling();
        this.provider = provider(settings, instance, version, events);
        io.opentelemetry.api.trace.Tracer spans = provider.get("org.oisp.gateway", version);
        Tracer tracer = new OtelTracer(spans, new OtelCurrentTraceContext(), event -> {});
        this.writer = new TraceWriter(
                tracer,
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), spans),
                maxMessageBytes,
                exemplars,
                InstantSource.system());
    }

    private static SdkTracerProvider provider(
            TracingSettings settings, String instance, String version, TraceEvents events) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setConnectTimeout(EXPORT)
                .setTimeout(EXPORT)
                .build();
        BatchSpanProcessor batches = BatchSpanProcessor.builder(new CountedExport(exporter, events))
                .setScheduleDelay(BATCH_DELAY)
                .setExporterTimeout(EXPORT.multipliedBy(2))
                .setMaxQueueSize(Math.max(settings.spans(), BATCH))
                .setMaxExportBatchSize(BATCH)
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        SERVICE,
                        AttributeKey.stringKey("service.version"),
                        version,
                        AttributeKey.stringKey("service.instance.id"),
                        instance)))
                // Unsampled actuations never reach the tracer.
                .setSampler(Sampler.alwaysOn())
                // An id may be as long as a message, and many spans may wait while the collector is unavailable.
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(new BoundedSpans(batches, settings.spans(), events))
                .build();
    }

    @Override
    public @Nullable ActuationObserver begin(
            Door door, @Nullable String traceparent, long receivedNanos, Object device) {
        Traceparent parent = traceparent == null ? null : Traceparent.parse(traceparent);
        boolean followed = parent == null ? ThreadLocalRandom.current().nextDouble() < sampling : parent.isSampled();
        return followed ? writer.begin(door, parent, receivedNanos, device) : null;
    }

    /**
     * Exports the waiting spans, for two seconds at most, and shuts the tracer down.
     *
     * @return completes when shut down; never fails
     */
    public Mono<Void> close() {
        return Mono.<Void>create(done -> provider.shutdown().whenComplete(done::success))
                .timeout(FLUSH, Mono.empty())
                .onErrorComplete();
    }
}

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
 * Follows some actuations, and sends what it saw to a collector. Which are followed is decided before anything is made for them, so
 * that all others cost one random number. Thread-safe; whoever tells it something never waits for the collector.
 */
public final class Tracing implements ActuationTracer {

    /** What the collector knows all gateways by. */
    private static final String SERVICE = "oisp-gateway";

    /** Characters of an attribute. */
    private static final int LONGEST_VALUE = 300;

    /** How long a span waits for others at most. */
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);

    private static final int BATCH = 512;
    private static final Duration EXPORT = Duration.ofSeconds(5);
    /** For the last spans, as the gateway stops. */
    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final double sampling;
    private final SdkTracerProvider provider;
    private final TraceWriter writer;

    /**
     * Makes a tracer; nothing is sent before there is a span.
     *
     * @param settings where to, and how much
     * @param instance what this instance is called
     * @param version the gateway's
     * @param maxMessageBytes the longest message that another instance takes
     * @param exemplars told which trace a time belongs to that is just recorded
     * @param events told what becomes of each span
     */
    public Tracing(
            TracingSettings settings,
            String instance,
            String version,
            int maxMessageBytes,
            TraceExemplars exemplars,
            TraceEvents events) {
        // The exporter says by java.util.logging what TraceEvents say; it is turned off where all loggers are.
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
                // Whatever is not to be followed does not come so far.
                .setSampler(Sampler.alwaysOn())
                // An id may be as long as a message, and many spans wait where nobody collects them.
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
     * Sends what is still to be sent, as far as the collector takes it in two seconds, and gives everything back.
     *
     * @return completes when that is done; never fails
     */
    public Mono<Void> close() {
        return Mono.<Void>create(done -> provider.shutdown().whenComplete(done::success))
                .timeout(FLUSH, Mono.empty())
                .onErrorComplete();
    }
}

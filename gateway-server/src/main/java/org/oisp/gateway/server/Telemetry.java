package org.oisp.gateway.server;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.queue.QueueEvents;
import org.oisp.gateway.routing.HoldEvents;
import org.oisp.gateway.routing.ReceiptEvents;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.metrics.BuildMeters;
import org.oisp.gateway.server.metrics.JvmMeters;
import org.oisp.gateway.server.tracing.TraceEvents;
import org.oisp.gateway.server.tracing.TraceExemplars;
import org.oisp.gateway.server.tracing.Tracing;
import org.oisp.gateway.server.tracing.TracingSettings;
import org.oisp.gateway.telemetry.DroppedSignals;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Mono;

/**
 * Where all other parts record what happens: meters, journal, the neighbours' health, and traces. Registers the meters of the process and
 * of traces. Closed last.
 */
final class Telemetry {

    private final PrometheusMeterRegistry meters;
    private final JvmMeters jvmMeters;
    private final TraceEvents traceEvents;
    private final ReceiptEvents receipts;
    private final HoldEvents holds;
    private final QueueEvents queue;
    private final Journal journal;
    private final NeighbourHealth health;
    private final @Nullable Tracing tracing;

    Telemetry(GatewaySettings settings) {
        TracingSettings traced = settings.operations().tracing();
        TraceExemplars exemplars = new TraceExemplars();
        meters = registry(traced == null ? null : exemplars);
        jvmMeters = new JvmMeters(meters);
        BuildInfo build = BuildInfo.ofThisGateway();
        BuildMeters.register(meters, build.version(), build.revision());
        traceEvents = new TraceEvents(meters);
        receipts = new ReceiptEvents(meters);
        holds = new HoldEvents(meters);
        queue = new QueueEvents(meters);
        journal = new Journal(settings.operations().journal(), InstantSource.system());
        health = new NeighbourHealth(journal, settings.neighbours().used());
        tracing = traced == null
                ? null
                : new Tracing(
                        traced,
                        settings.registration().ledger().server(),
                        build.version(),
                        settings.sockets().maxMessageBytes(),
                        exemplars,
                        traceEvents);
        DroppedSignals.OF_PROCESS.bindTo(meters);
    }

    /** Creates the registry; without tracing it looks up no exemplars. */
    private static PrometheusMeterRegistry registry(@Nullable TraceExemplars exemplars) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
    }

    PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Returns where the outcomes of actuations are recorded. */
    ReceiptEvents receipts() {
        return receipts;
    }

    /** Returns where it is recorded what becomes of held actuations. */
    HoldEvents holds() {
        return holds;
    }

    QueueEvents queue() {
        return queue;
    }

    Journal journal() {
        return journal;
    }

    NeighbourHealth health() {
        return health;
    }

    /** Returns what traces actuations; null without tracing. */
    @Nullable
    Tracing tracing() {
        return tracing;
    }

    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(meters);
    }

    void summariseLogs() {
        traceEvents.summariseLogs();
        receipts.summariseLogs();
        holds.summariseLogs();
        queue.summariseLogs();
    }

    /** Exports the last spans. */
    Mono<Void> closeTracing() {
        return tracing == null ? Mono.empty() : tracing.close();
    }

    void close() {
        jvmMeters.close();
        meters.close();
    }
}

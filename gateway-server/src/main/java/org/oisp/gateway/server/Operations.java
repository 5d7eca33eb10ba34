package org.oisp.gateway.server;

import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.actuations.ActuationRecords;
import org.oisp.gateway.operations.actuations.ApiActuations;
import org.oisp.gateway.operations.live.InstanceInfo;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.live.SampledEvents;
import org.oisp.gateway.operations.live.SampledGauges;
import org.oisp.gateway.operations.live.alert.AlertBoard;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.accept.AcceptorEvents;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.kafka.Heartbeat;
import org.oisp.gateway.server.kafka.HeartbeatEvents;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundWork;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.lifecycle.RunTimeLogLevel;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.server.management.HealthIndicators;
import org.oisp.gateway.server.management.InstanceControls;
import org.oisp.gateway.server.management.ManagedComponents;
import org.oisp.gateway.server.management.ManagementServer;
import org.oisp.gateway.server.management.http.ManagementEvents;
import org.oisp.gateway.server.metrics.LimitMeters;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/**
 * What operators and the dashboard see of this instance: the management port with the live feed, the log level, the heartbeat. Registers
 * the meters of limits, of the management port and of the heartbeat.
 */
final class Operations {

    private final LoopResources loop = LoopResources.create("management", 1, true);
    private final ManagementEvents events;
    private final RunTimeLogLevel logLevel;
    private final LiveMonitoring monitoring;
    private final LiveFeed feed;
    private final ManagementServer management;
    private final @Nullable Heartbeat heartbeat;

    /** Creates a management port that is not bound yet, of the parts that serve; {@code files} bounds its connections. */
    Operations(
            GatewaySettings settings,
            Telemetry telemetry,
            ServingParts parts,
            LiveMonitoring monitoring,
            HealthIndicators health,
            FileBudget files) {
        this.monitoring = monitoring;
        String server = settings.registration().ledger().server();
        events = new ManagementEvents(telemetry.meters());
        logLevel = new RunTimeLogLevel(LogOutput::level, LogOutput::level, Schedulers.parallel(), telemetry.journal());
        HeartbeatEvents heartbeats = new HeartbeatEvents(telemetry.meters(), telemetry.health());
        KafkaSettings kafka = settings.neighbours().kafka();
        heartbeat = kafka == null ? null : new Heartbeat(kafka, heartbeats);
        feed = monitoring.feed(
                settings,
                new InstanceInfo(server, BuildInfo.ofThisGateway().version(), System.currentTimeMillis()),
                sampledEvents(parts.devices()),
                sampledGauges(telemetry, parts),
                telemetry.journal(),
                parts.cluster(),
                parts.persistence().shared());
        management = new ManagementServer(
                settings.management().atMost(files.management()),
                telemetry.meters(),
                new ManagedComponents(
                        health,
                        new InstanceControls(parts.sessions().drain(), logLevel),
                        parts.cluster().presence(),
                        telemetry.journal(),
                        server,
                        actuations(settings, telemetry, parts),
                        feed),
                loop,
                events,
                new AcceptorEvents(telemetry.meters(), "management"));
        LimitMeters.register(telemetry.meters(), settings, files);
    }

    private static SampledEvents sampledEvents(LocalDevices devices) {
        var events = devices.events();
        return new SampledEvents(
                events::counts, events.actuations().deliveryTimes(), events.misuse()::limitedAddresses);
    }

    private static SampledGauges sampledGauges(Telemetry telemetry, ServingParts parts) {
        var devices = parts.devices();
        return new SampledGauges(
                devices.events().connections()::connections,
                devices.registry()::size,
                parts.sessions()::registrationsUnderWay,
                devices.registry()::backlog,
                telemetry.health(),
                parts.sessions()::phase,
                new AlertBoard(telemetry.meters(), InstantSource.system())::firing);
    }

    private static ApiActuations actuations(GatewaySettings settings, Telemetry telemetry, ServingParts parts) {
        ActuationRecords records =
                new ActuationRecords(settings.peers().receipts().records());
        Gauge.builder("gateway.actuation.records", records, ActuationRecords::size)
                .description("Actuations that were posted to the API and are remembered")
                .register(telemetry.meters());
        return new ApiActuations(
                parts.cluster().receipts(),
                settings.peers().senders(),
                new MessageReader(settings.sockets().maxMessageBytes()),
                parts.devices().events().actuations(),
                records,
                InstantSource.system(),
                parts.sessions().drain()::isUnderWay);
    }

    Mono<? extends DisposableServer> bind() {
        return management.bind();
    }

    List<BackgroundWork> work() {
        return List.of(BackgroundWork.endless(BackgroundTask.LIVE, feed::run));
    }

    void startHeartbeat() {
        if (heartbeat != null) {
            heartbeat.start();
        }
    }

    Mono<Void> stopHeartbeat() {
        return heartbeat == null ? Mono.empty() : heartbeat.stop();
    }

    void summariseLogs() {
        events.summariseLogs();
    }

    /** Waits until no client waits for the outcome of an actuation, for some time at most; never fails. */
    Mono<Void> actuationsAnswered(Duration atMost) {
        return management.actuationsAnswered(atMost);
    }

    /** Answers the clients that still wait for the outcome of an actuation; never fails. */
    Mono<Void> answerActuations() {
        return management.answerActuations();
    }

    /** Tells viewers that the feed ends; never fails. */
    Mono<Void> endFeed() {
        return monitoring.end(feed);
    }

    /** Reverts a temporary change of the log level. */
    void restoreLogLevel() {
        logLevel.dispose();
    }

    Mono<Void> closeLoop() {
        return loop.disposeLater(Duration.ZERO, Duration.ofSeconds(1));
    }
}

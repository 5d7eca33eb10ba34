package org.oisp.gateway.server;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.operations.live.ServingPhase;
import org.oisp.gateway.registry.DeviceListeners;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.routing.TracedActuations;
import org.oisp.gateway.server.accept.AcceptorEvents;
import org.oisp.gateway.server.cluster.ClusterNode;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundWork;
import org.oisp.gateway.server.lifecycle.Drain;
import org.oisp.gateway.server.lifecycle.TimerDeadlines;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.server.socket.DevicePortBounds;
import org.oisp.gateway.server.socket.DevicePortParts;
import org.oisp.gateway.server.socket.DeviceSocketServer;
import org.oisp.gateway.server.socket.SocketBounds;
import org.oisp.gateway.server.socket.probe.OwnConnections;
import org.oisp.gateway.server.socket.probe.SelfProbeEvents;
import org.oisp.gateway.server.socket.tls.CertificateEvents;
import org.oisp.gateway.server.tracing.Tracing;
import org.oisp.gateway.session.SessionActuations;
import org.oisp.gateway.session.SessionServices;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/**
 * The device port, from the socket to the registration: tokens, admission, authenticator, sessions, the self-probe, and the drain that ends
 * them. Registers their meters.
 */
final class DeviceSessions {

    private static final Duration SESSIONS_END = Duration.ofSeconds(3);

    private final LoopResources socketLoops =
            LoopResources.create("device", Runtime.getRuntime().availableProcessors(), true);
    private final TokenVerification tokens;
    private final AdmissionControl admissionControl;
    private final Authenticator authenticator;
    private final SelfProbeEvents probeEvents;
    private final ProbeDevice probeDevice;
    private final WarmUp warmUp;
    private final DeviceSocketServer sockets;
    private final Drain drain;

    /** Creates a port that is not bound yet; {@code bounds} are the sockets that it may have, {@code deadlines} those of receipts. */
    DeviceSessions(
            GatewaySettings settings,
            Telemetry telemetry,
            LocalDevices devices,
            Persistence persistence,
            ClusterNode cluster,
            SocketBounds bounds,
            TimerDeadlines deadlines) {
        var meters = telemetry.meters();
        tokens = new TokenVerification(settings, telemetry);
        admissionControl = new AdmissionControl(settings, meters, telemetry.journal());
        Function<DeviceClaim, Mono<Void>> pace = cluster::awaitTakeover;
        authenticator = new Authenticator(
                tokens.verifier(),
                persistence.ledger(),
                settings.registration().auth(),
                tokens.threads(),
                pace,
                admissionControl.gate());
        ActuationRouter router = cluster.router();
        ActuationReceipts receipts = cluster.receipts();
        Tracing tracing = telemetry.tracing();
        SessionActuations untracked =
                tracing == null ? SessionFunctions.untracked(router) : traced(new TracedActuations(router, tracing));
        SessionServices services = new SessionServices(
                authenticator,
                persistence.ledger(),
                devices.registry(),
                new DeviceListeners(cluster.ownershipListener(), cluster.connectionListener()),
                SessionFunctions.actuations(untracked, receipts),
                settings.peers().sessions(),
                devices.events().sessions());
        probeEvents = new SelfProbeEvents(meters, telemetry.journal());
        OwnConnections own = new OwnConnections(LogOutput.unread());
        probeDevice = new ProbeDevice(settings, services, tokens.threads(), own, probeEvents);
        warmUp = new WarmUp(settings, persistence.connections(), tokens.threads(), own, pace, receipts);
        sockets = new DeviceSocketServer(
                settings.sockets(),
                new DevicePortParts(
                        new DevicePortBounds(bounds, new AcceptorEvents(meters, "device")),
                        devices.memory(),
                        settings.peers().memory().messageTimeout(),
                        admissionControl.arrivals(),
                        own),
                devices.events(),
                new CertificateEvents(meters),
                socketLoops,
                SessionFunctions.conversation(services));
        drain = new Drain(
                settings.operations().drain(),
                sockets,
                devices.registry(),
                persistence.ledger(),
                persistence.lease(),
                deadlines,
                telemetry.journal());
        telemetry.gauge(
                "gateway.draining",
                "1 once the gateway closes its sessions to stop, else 0",
                () -> drain.isUnderWay() ? 1 : 0);
        telemetry.gauge(
                "gateway.registrations.under.way", "Registrations that are not answered yet", authenticator::underWay);
    }

    private static SessionActuations traced(TracedActuations tracedActuations) {
        return (actuation, sender, listener) -> tracedActuations.route(actuation, sender);
    }

    Drain drain() {
        return drain;
    }

    /** Returns the number of registrations without an answer yet. */
    int registrationsUnderWay() {
        return authenticator.underWay();
    }

    /** Returns why the self-probe fails; null if it succeeds. */
    @Nullable
    String probeFailure() {
        return probeEvents.failure();
    }

    /** Returns whether the port warms up, serves or drains. */
    ServingPhase phase() {
        if (drain.isUnderWay()) {
            return ServingPhase.DRAINING;
        }
        return warmUp.isUnderWay() ? ServingPhase.WARMING_UP : ServingPhase.SERVING;
    }

    /** Returns whether the gateway still rehearses. */
    boolean isWarmingUp() {
        return warmUp.isUnderWay();
    }

    /** Loads the certificate. */
    Mono<Void> prepare() {
        return sockets.prepare();
    }

    Mono<? extends DisposableServer> bind() {
        return sockets.bind();
    }

    /** Returns what runs once the port is bound. */
    List<BackgroundWork> work(int port) {
        return List.of(
                tokens.work(),
                BackgroundWork.untilDone(BackgroundTask.CERTIFICATES, sockets::maintain),
                BackgroundWork.untilDone(
                        BackgroundTask.WARM_UP,
                        () -> warmUp.run(port, () -> sockets.sessions() > 0, drain::isUnderWay)),
                BackgroundWork.endless(BackgroundTask.SELF_PROBE, () -> probeDevice.run(port, drain::isUnderWay)),
                BackgroundWork.untilDone(BackgroundTask.DRAIN, drain::run));
    }

    /** Releases addresses whose limit or ban is over. To be called about once a second. */
    void releaseAddresses() {
        sockets.releaseAddresses();
    }

    void summariseLogs() {
        admissionControl.summariseLogs();
    }

    /** Ends the sessions that the drain has left. */
    Mono<Void> end() {
        return sockets.endSessions(SESSIONS_END);
    }

    Mono<Void> closeTokenProvider() {
        return tokens.closeProvider();
    }

    Mono<Void> closeLoops() {
        return socketLoops.disposeLater(Duration.ZERO, Duration.ofSeconds(1));
    }

    Mono<Void> closeTokenThreads() {
        return tokens.closeThreads();
    }

    /** Frees what is left once the event loops have ended. */
    void close() {
        sockets.close();
        probeDevice.close();
    }
}

package org.oisp.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.oisp.gateway.auth.Authenticator;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.admission.AdmissionGate;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.EventLoopConnections;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.DeviceListeners;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.socket.SocketEvents;
import org.oisp.gateway.server.socket.probe.OwnConnections;
import org.oisp.gateway.server.socket.probe.Rehearsal;
import org.oisp.gateway.server.socket.probe.RehearsalTokens;
import org.oisp.gateway.session.Session;
import org.oisp.gateway.session.SessionServices;
import org.oisp.gateway.telemetry.LogLine;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Warm-up. */
final class WarmUp {

    private final GatewaySettings settings;
    private final EventLoopConnections database;
    private final Scheduler verifiers;
    private final OwnConnections connections;
    private volatile boolean underWay =
            Duration.parse(System.getProperty("warm", "PT4S")).toNanos() > 0;

    WarmUp(GatewaySettings settings, EventLoopConnections database, Scheduler verifiers, OwnConnections connections) {
        this.settings = settings;
        this.database = database;
        this.verifiers = verifiers;
        this.connections = connections;
    }

    boolean isUnderWay() {
        return underWay;
    }

    Mono<Void> run(int port, BooleanSupplier over) {
        if (!underWay) {
            return Mono.empty();
        }
        Scheduler thread = Schedulers.newSingle("warm-up", true);
        return Mono.<Void>fromRunnable(() -> rehearse(port, over))
                .subscribeOn(thread)
                .doFinally(s -> {
                    underWay = false;
                    thread.dispose();
                });
    }

    private void rehearse(int port, BooleanSupplier over) {
        long begun = System.nanoTime();
        long deadline =
                begun + Duration.parse(System.getProperty("warm", "PT4S")).toNanos();
        Rehearsal.touch();
        RehearsalTokens tokens = RehearsalTokens.ofNewKey();
        long keyCpu = Rehearsal.used();
        long keyed = System.nanoTime();
        var registration = settings.registration();
        SocketEvents silent = SocketEvents.silent();
        MeterRegistry unseen = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        DatabaseEvents silentDatabase = DatabaseEvents.silent(unseen);
        BindingLedger ledger = new BindingLedger(
                database,
                new DeviceReplicas(
                        List.of(), settings.neighbours().replicaUse(), silentDatabase, Schedulers.parallel()),
                registration.ledger().ofRehearsal(),
                silentDatabase,
                Schedulers.parallel());
        DeviceRegistry registry = new DeviceRegistry(settings.peers().mailboxes(), silent.connections());
        Credentials sender = new Credentials("rehearsal", UUID.randomUUID().toString());
        ActuationRouter router = new ActuationRouter(sender, registry, silent.actuations());
        SessionServices services = new SessionServices(
                new Authenticator(
                        new TokenVerifier(tokens.publicKey(), 0, InstantSource.system()),
                        ledger,
                        registration.auth(),
                        verifiers,
                        claim -> Mono.empty(),
                        new AdmissionGate(registration.admission(), () -> false, Schedulers.parallel())),
                ledger,
                registry,
                DeviceListeners.NONE,
                (actuation, who, listener) -> router.route(actuation, who),
                settings.peers().sessions(),
                silent.sessions());
        Disposable writing = ledger.run().subscribe();
        Rehearsal rehearsal = new Rehearsal(
                connections.entrance((peer, inbound) -> Session.converse(services, peer, inbound)),
                settings.sockets().tls() != null,
                sender,
                tokens,
                over,
                deadline);
        long signed = System.nanoTime();
        long signCpu = Rehearsal.used();
        try {
            rehearsal.run(port);
        } catch (IOException failed) {
            LogLine.info("x", "failed {}", failed.toString());
        } finally {
            writing.dispose();
        }
        LogLine.info(
                "warm_up",
                "warmed up in {} ms: key {} ms, tokens {} ms, {} registrations, {} deliveries, cpu key {} sign {} all {}",
                (System.nanoTime() - begun) / 1000000,
                (keyed - begun) / 1000000,
                (signed - keyed) / 1000000,
                rehearsal.registered(),
                rehearsal.delivered(), keyCpu, signCpu, Rehearsal.used());
    }
}

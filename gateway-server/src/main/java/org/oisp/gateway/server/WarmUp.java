package org.oisp.gateway.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.oisp.gateway.auth.Authenticator;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.token.TokenVerifier;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.EventLoopConnections;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.DeviceListeners;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.routing.ActuationReceipts;
import org.oisp.gateway.routing.ActuationRouter;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.RegistrationSettings;
import org.oisp.gateway.server.socket.SocketEvents;
import org.oisp.gateway.server.socket.probe.OwnConnections;
import org.oisp.gateway.server.socket.probe.Rehearsal;
import org.oisp.gateway.server.socket.probe.RehearsalTokens;
import org.oisp.gateway.session.SessionServices;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Rehearses between start and ready, since a JVM that has just started needs six times as much CPU for a registration. The rehearsed
 * devices share port, event loops, token threads and database connections with all devices. Keys, authenticator, ledger, registry, router
 * and meters are their own, so that they appear in no count, list, row or log, and cannot clash with a real device. Thread-safe.
 */
final class WarmUp {

    /** For the last statement of the rehearsal, so that its connection can be used again. */
    private static final Duration LAST_STATEMENT = Duration.ofSeconds(1);

    private final GatewaySettings settings;
    private final EventLoopConnections database;
    private final Scheduler verifiers;
    private final OwnConnections connections;
    private final Function<DeviceClaim, Mono<Void>> pace;
    private final ActuationReceipts receipts;
    private final Duration time;
    private volatile boolean underWay;

    /** {@code pace} and {@code receipts} are those of all devices; they do nothing for the rehearsed ones. */
    WarmUp(
            GatewaySettings settings,
            EventLoopConnections database,
            Scheduler verifiers,
            OwnConnections connections,
            Function<DeviceClaim, Mono<Void>> pace,
            ActuationReceipts receipts) {
        this.settings = settings;
        this.database = database;
        this.verifiers = verifiers;
        this.connections = connections;
        this.pace = pace;
        this.receipts = receipts;
        this.time = settings.operations().warmUp().time();
        this.underWay = !time.isZero();
    }

    /** Returns whether the gateway has not rehearsed enough yet to be ready. */
    boolean isUnderWay() {
        return underWay;
    }

    /**
     * Rehearses.
     *
     * @param port the device port
     * @param sessionOpen whether a peer has connected, which ends the rehearsal
     * @param draining whether the gateway stops, which ends it too
     * @return completes when the rehearsal is over; never fails
     */
    Mono<Void> run(int port, BooleanSupplier sessionOpen, BooleanSupplier draining) {
        return Mono.defer(() -> {
            if (!underWay) {
                return Mono.empty();
            }
            Scheduler thread = Schedulers.newSingle("warm-up", true);
            return Mono.defer(() -> rehearse(port, sessionOpen, draining))
                    .subscribeOn(thread)
                    .doFinally(signal -> {
                        underWay = false;
                        thread.dispose();
                    });
        });
    }

    /** Blocks while it is subscribed to, until the rehearsal is over. */
    private Mono<Void> rehearse(int port, BooleanSupplier sessionOpen, BooleanSupplier draining) {
        SocketEvents silent = SocketEvents.silent(connections.log());
        BindingLedger ledger = ledger();
        Credentials sender = new Credentials("rehearsal", UUID.randomUUID().toString());
        RehearsalTokens tokens = RehearsalTokens.read();
        SessionServices services = services(silent, ledger, tokens, sender);
        Rehearsal all = new Rehearsal(
                connections.entrance(SessionFunctions.conversation(services)),
                settings.sockets().tls() != null,
                tokens,
                sender,
                () -> sessionOpen.getAsBoolean() || draining.getAsBoolean(),
                time);
        Mono<Void> rehearsed = Mono.<Void>fromRunnable(() -> run(all, port, sessionOpen))
                .then(Mono.defer(() -> ledger.flush(LAST_STATEMENT)))
                .then();
        return Mono.firstWithSignal(ledger.run(), rehearsed);
    }

    private void run(Rehearsal all, int port, BooleanSupplier sessionOpen) {
        long begun = System.nanoTime();
        String why = "";
        try {
            all.run(port);
            why = sessionOpen.getAsBoolean() ? ", ended by the first device" : "";
        } catch (IOException | RuntimeException failed) {
            why = ", ended by a failure: " + failed;
        }
        underWay = false;
        LogLine.info(
                "warmed_up",
                "warmed up in {} ms with {} registrations of devices of its own{}",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                all.registered(),
                new UntrustedText(why));
    }

    private BindingLedger ledger() {
        DatabaseEvents silent = DatabaseEvents.silent(SocketEvents.unseen(), connections.log());
        return new BindingLedger(
                database,
                new DeviceReplicas(List.of(), settings.neighbours().replicaUse(), silent, Schedulers.parallel()),
                settings.registration().ledger().ofRehearsal(),
                silent,
                Schedulers.parallel());
    }

    private SessionServices services(
            SocketEvents silent, BindingLedger ledger, RehearsalTokens tokens, Credentials sender) {
        RegistrationSettings registration = settings.registration();
        DeviceRegistry registry = new DeviceRegistry(settings.peers().mailboxes(), silent.connections());
        ActuationRouter router = new ActuationRouter(sender, registry, silent.actuations());
        Authenticator authenticator = new Authenticator(
                // Remembers no token, so that each signature is checked.
                new TokenVerifier(tokens.publicKey(), 0, InstantSource.system()),
                ledger,
                registration.auth(),
                verifiers,
                pace,
                new AdmissionControl(settings, SocketEvents.unseen(), Journal.unread()).gate());
        return new SessionServices(
                authenticator,
                ledger,
                registry,
                DeviceListeners.NONE,
                SessionFunctions.actuations(SessionFunctions.untracked(router), receipts),
                settings.peers().sessions(),
                silent.sessions());
    }
}

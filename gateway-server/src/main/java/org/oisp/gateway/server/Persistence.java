package org.oisp.gateway.server;

import java.time.Duration;
import java.util.List;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.RegistrationCheck;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.cluster.membership.BindingRestorer;
import org.oisp.gateway.cluster.membership.InstanceLease;
import org.oisp.gateway.cluster.membership.MembershipEvents;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.EventLoopConnections;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.server.cluster.SharedDatabase;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.database.PostgresPool;
import org.oisp.gateway.server.lifecycle.BackgroundTask;
import org.oisp.gateway.server.lifecycle.BackgroundWork;
import org.oisp.gateway.session.SessionBindings;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What this instance reads and writes in the database: the pools of connections, the binding rows, the check of registrations and the
 * lease. Registers the meters of the database and of the lease.
 */
final class Persistence {

    private static final Duration DATABASE_ANSWERS = Duration.ofSeconds(5);

    private final DatabaseEvents events;
    private final PostgresPool database;
    private final List<PostgresPool> replicaPools;
    private final DeviceReplicas replicas;
    private final BindingLedger ledger;
    private final RegistrationCheck check;
    private final InstanceLease lease;

    /** Creates pools without connections; {@code devices} are those whose rows are written again after a loss. */
    Persistence(GatewaySettings settings, Telemetry telemetry, DeviceRegistry devices) {
        var neighbours = settings.neighbours();
        var registration = settings.registration();
        events = new DatabaseEvents(telemetry.meters(), telemetry.health());
        database = new PostgresPool(neighbours.database());
        replicaPools = neighbours.replicas().stream().map(PostgresPool::new).toList();
        replicas = new DeviceReplicas(
                replicaPools.stream()
                        .map(pool -> new DeviceReplicas.Server(pool.where(), pool.connections()))
                        .toList(),
                neighbours.replicaUse(),
                events,
                Schedulers.parallel());
        ledger = new BindingLedger(
                database.connections(), replicas, registration.ledger(), events, Schedulers.parallel());
        SessionBindings held = new SessionBindings(devices, ledger);
        check = new RegistrationCheck(ledger, events, Schedulers.parallel(), new BindingRestorer(ledger, held)::all);
        lease = new InstanceLease(
                database.connections(),
                registration.lease(),
                BuildInfo.ofThisGateway().version(),
                held,
                events,
                new MembershipEvents(telemetry.meters(), telemetry.journal()),
                Schedulers.parallel());
        database.bindTo(telemetry.meters());
    }

    BindingLedger ledger() {
        return ledger;
    }

    InstanceLease lease() {
        return lease;
    }

    EventLoopConnections connections() {
        return database.connections();
    }

    SharedDatabase shared() {
        return new SharedDatabase(database.connections(), database.queueConnections(), events);
    }

    /** Returns host and port of the database. */
    String where() {
        return database.where();
    }

    /** Returns whether recent registrations succeed, without a probe. */
    boolean registrationsSucceed() {
        return events.registrationsSucceed();
    }

    /** Probes whether a device could register now. Never fails. */
    Mono<Boolean> answers() {
        return check.succeeds();
    }

    /** Prepares the binding rows of this instance, unless the database is unavailable; fails if the database cannot store its address. */
    Mono<Void> prepare() {
        return ledger.prepare().timeout(DATABASE_ANSWERS, Mono.empty());
    }

    List<BackgroundWork> work() {
        return List.of(
                BackgroundWork.endless(BackgroundTask.BINDINGS, ledger::run),
                BackgroundWork.endless(BackgroundTask.REGISTRATION_PROBE, check::run),
                BackgroundWork.endless(BackgroundTask.REPLICAS, replicas::run),
                BackgroundWork.endless(BackgroundTask.LEASE, lease::run));
    }

    void summariseLogs() {
        events.rowLocks().summariseLogs();
    }

    Mono<Void> closePrimary() {
        return database.close();
    }

    Mono<Void> closeReplicas() {
        return Flux.fromIterable(replicaPools).flatMap(PostgresPool::close, 8).then();
    }
}

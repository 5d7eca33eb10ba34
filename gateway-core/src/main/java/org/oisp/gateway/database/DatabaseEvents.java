package org.oisp.gateway.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.oisp.gateway.telemetry.FatalErrors;
import org.oisp.gateway.telemetry.LatencyTimers;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.health.DatabaseHealth;
import org.oisp.gateway.telemetry.health.DatabaseHealth.Evidence;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.health.NeighbourState;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Records the events of the database, with timers and log lines; one method for each event. Thread-safe; nothing here blocks. */
public final class DatabaseEvents {

    private final Logger log;
    private final MeterRegistry meters;
    private final NeighbourHealth neighbours;
    private final DatabaseHealth health;
    private final RowLockEvents rowLocks;
    private final AtomicBoolean misfit = new AtomicBoolean();
    private final Map<DatabaseOperation, Timer> done;
    private final Map<DatabaseOperation, Timer> failed;

    /**
     * Registers the meters.
     *
     * @param meters the registry
     */
    public DatabaseEvents(MeterRegistry meters) {
        this(meters, NeighbourHealth.unwatched());
    }

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param neighbours receives whether registrations succeed at the database
     */
    public DatabaseEvents(MeterRegistry meters, NeighbourHealth neighbours) {
        this(meters, neighbours, System::nanoTime);
    }

    /**
     * Creates events that appear in no journal.
     *
     * @param unseen a registry that no operator sees
     * @param unread a log that no operator reads
     * @return a new instance
     */
    public static DatabaseEvents silent(MeterRegistry unseen, Logger unread) {
        return new DatabaseEvents(unseen, NeighbourHealth.unwatched(), System::nanoTime, unread);
    }

    DatabaseEvents(MeterRegistry meters, NeighbourHealth neighbours, LongSupplier nanos) {
        this(meters, neighbours, nanos, LogLine.logger());
    }

    private DatabaseEvents(MeterRegistry meters, NeighbourHealth neighbours, LongSupplier nanos, Logger log) {
        this.log = log;
        this.meters = meters;
        this.neighbours = neighbours;
        health = new DatabaseHealth(nanos);
        rowLocks = new RowLockEvents(meters, nanos, log);
        done = timers(meters, "done");
        failed = timers(meters, "failed");
        Gauge.builder("gateway.database.up", health, state -> state.state() == NeighbourState.UP ? 1 : 0)
                .description("1 if registrations, or probes like them, succeed at PostgreSQL, else 0")
                .register(meters);
    }

    /**
     * Records that an operation succeeded.
     *
     * @param nanos how long it took
     */
    public void answered(DatabaseOperation operation, long nanos) {
        record(done, operation, nanos);
        neighbours.statementDone(nanos);
        boolean wasDown = health.succeeded(evidence(operation));
        if (wasDown) {
            LogLine.write(log, Level.INFO, "database_up", "database is back");
        }
        if (health.state() == NeighbourState.UP) {
            neighbours.up(Neighbour.DATABASE);
        }
    }

    /**
     * Records that an operation failed; logs once that the database is down, until registrations succeed again.
     *
     * @param nanos how long it took
     */
    public void failed(DatabaseOperation operation, long nanos, Throwable why) {
        FatalErrors.passOn(why);
        record(failed, operation, nanos);
        if (health.failed(evidence(operation))) {
            String reason = FailureReason.of(why);
            LogLine.write(
                    log,
                    Level.WARN,
                    "database_down",
                    "database failed ({}): {}; registrations are answered 500 until it is back",
                    operation.tag(),
                    reason);
            neighbours.down(Neighbour.DATABASE, reason);
        }
    }

    /** Returns whether a probe is needed: no registration or probe has succeeded lately, or an operation has failed since. */
    public boolean wantsProbe() {
        return health.wantsProbe();
    }

    /** Returns whether registrations succeed; false before the first result. */
    public boolean registrationsSucceed() {
        return health.state() == NeighbourState.UP;
    }

    /** Returns the events of rows that other database sessions have locked; always the same object. */
    public RowLockEvents rowLocks() {
        return rowLocks;
    }

    private static Evidence evidence(DatabaseOperation operation) {
        return switch (operation) {
            // No device is bound before the sweep is done.
            case BIND, SWEEP -> Evidence.REGISTRATION;
            case PROBE -> Evidence.PROBE;
            case LOOK_UP, RESOLVE, RELEASE, FIT, BEAT, CLEAR, ASSERT, LIST, LOCKS -> Evidence.OTHER;
        };
    }

    /**
     * Registers a gauge of the replicas that answer.
     *
     * @param up counts them; called at each scrape
     */
    public void replicas(Supplier<Number> up) {
        Gauge.builder("gateway.replicas", up)
                .description("Database replicas that answer")
                .register(meters);
    }

    /** Records that a replica answered a lookup. */
    public void replicaAnswered(long nanos) {
        record(done, DatabaseOperation.LOOK_UP, nanos);
    }

    /** Records that a replica refused the data of a lookup; the primary is asked. */
    public void replicaRefused(long nanos) {
        record(failed, DatabaseOperation.LOOK_UP, nanos);
    }

    /** Records that a replica failed and is left out until it answers again. */
    public void replicaFailed(String replica, long nanos, Throwable why) {
        FatalErrors.passOn(why);
        record(failed, DatabaseOperation.LOOK_UP, nanos);
        LogLine.write(
                log,
                Level.WARN,
                "replica_down",
                "replica {} failed: {}; it is not used until it is back",
                replica,
                FailureReason.of(why));
    }

    /** Records that a failed replica answers again. */
    public void replicaBack(String replica) {
        LogLine.write(log, Level.INFO, "replica_up", "replica {} is back", replica);
    }

    /** Records that there is no table for binding rows: later dashboards drop it. */
    public void bindingsAbsent() {
        LogLine.write(
                log,
                Level.INFO,
                "bindings_absent",
                "no table dashboard.\"connectionBindings\": devices are looked up but not bound");
    }

    /** Records that the table for binding rows is back. */
    public void bindingsBack() {
        LogLine.write(
                log,
                Level.INFO,
                "bindings_back",
                "table dashboard.\"connectionBindings\" exists again: the binding rows of the connected devices are written");
    }

    /**
     * Records that rows cannot hold the address of this instance; logs it once until they can.
     *
     * @param why the length of the address, and the length allowed
     */
    public void addressMisfit(String why) {
        if (misfit.compareAndSet(false, true)) {
            LogLine.write(
                    log,
                    Level.ERROR,
                    "address_misfit",
                    "GATEWAY_ADVERTISED_SERVER: {}; no device can register: set a shorter one and restart",
                    new UntrustedText(why));
        }
    }

    /** Records that rows can hold the address of this instance. */
    public void addressFits() {
        misfit.set(false);
    }

    /** Records that rows of an earlier run of this instance were cleared. */
    public void bindingsSwept(long rows) {
        if (rows > 0) {
            LogLine.write(log, Level.INFO, "bindings_swept", "cleared {} binding rows of an earlier run", rows);
        }
    }

    /** Records that the gateway stops while some rows still say that their devices are connected. */
    public void bindingsLeft(int rows) {
        LogLine.write(
                log,
                Level.WARN,
                "bindings_left",
                "database unavailable: {} binding rows still say connected; another instance or the next start clears them",
                rows);
    }

    private static void record(Map<DatabaseOperation, Timer> timers, DatabaseOperation operation, long nanos) {
        Objects.requireNonNull(timers.get(operation)).record(nanos, TimeUnit.NANOSECONDS);
    }

    private static Map<DatabaseOperation, Timer> timers(MeterRegistry meters, String outcome) {
        Map<DatabaseOperation, Timer> timers = new EnumMap<>(DatabaseOperation.class);
        for (DatabaseOperation operation : DatabaseOperation.values()) {
            timers.put(
                    operation,
                    LatencyTimers.elsewhere("gateway.database", "Database statements; a batch counts once")
                            .tag("operation", operation.tag())
                            .tag("outcome", outcome)
                            .register(meters));
        }
        return timers;
    }
}

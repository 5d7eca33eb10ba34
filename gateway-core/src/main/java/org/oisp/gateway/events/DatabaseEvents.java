package org.oisp.gateway.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.oisp.gateway.health.NeighbourHealth;

/**
 * What happened at the database: one method an event, which times it and writes its log line. Thread-safe; nothing here blocks.
 */
public final class DatabaseEvents {

    private final AtomicBoolean away = new AtomicBoolean();
    private final MeterRegistry meters;
    private final NeighbourHealth health;
    private final Map<DatabaseOperation, Timer> done;
    private final Map<DatabaseOperation, Timer> failed;

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public DatabaseEvents(MeterRegistry meters) {
        this(meters, NeighbourHealth.unwatched());
    }

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     * @param health told whether the database answers
     */
    public DatabaseEvents(MeterRegistry meters, NeighbourHealth health) {
        this.meters = meters;
        this.health = health;
        done = timers(meters, "done");
        failed = timers(meters, "failed");
    }

    /**
     * The database did what it was asked for.
     *
     * @param nanos how long that took
     */
    public void answered(DatabaseOperation operation, long nanos) {
        record(done, operation, nanos);
        health.statementDone(nanos);
        if (away.get() && away.compareAndSet(true, false)) {
            LogLine.info("database_up", "database is back");
        }
    }

    /**
     * The database failed; said once until it is back.
     *
     * @param nanos how long that took
     */
    public void failed(DatabaseOperation operation, long nanos, Throwable why) {
        record(failed, operation, nanos);
        health.statementFailed(reason(why));
        if (!away.get() && away.compareAndSet(false, true)) {
            LogLine.warn(
                    "database_down",
                    "database failed ({}): {}; registrations are answered 500 until it is back",
                    operation.tag(),
                    reason(why));
        }
    }

    /**
     * Shows how many replicas answer.
     *
     * @param up counts them; called at each scrape
     */
    public void replicas(Supplier<Number> up) {
        Gauge.builder("gateway.replicas", up)
                .description("Replicas of the database that answer")
                .register(meters);
    }

    /** A replica did a lookup. */
    public void replicaAnswered(long nanos) {
        record(done, DatabaseOperation.LOOK_UP, nanos);
    }

    /** A replica refused the data of a lookup; the primary is asked. */
    public void replicaRefused(long nanos) {
        record(failed, DatabaseOperation.LOOK_UP, nanos);
    }

    /** A replica failed, and is left out until it is back. */
    public void replicaFailed(String replica, long nanos, Throwable why) {
        record(failed, DatabaseOperation.LOOK_UP, nanos);
        LogLine.warn(
                "replica_down",
                "replica {} failed: {}; devices are looked up without it until it is back",
                replica,
                reason(why));
    }

    /** A replica that failed answers again. */
    public void replicaBack(String replica) {
        LogLine.info("replica_up", "replica {} is back", replica);
    }

    /** There is no table for bindings: later dashboards drop it. */
    public void bindingsAbsent() {
        LogLine.info(
                "bindings_absent",
                "no table dashboard.\"connectionBindings\": devices are looked up, nothing is bound");
    }

    /** Rows that an earlier run of this instance left were cleared. */
    public void bindingsSwept(long rows) {
        if (rows > 0) {
            LogLine.info("bindings_swept", "cleared {} binding rows that an earlier run left", rows);
        }
    }

    /** The gateway stops, and some rows still say that their devices are connected. */
    public void bindingsLeft(int rows) {
        LogLine.warn(
                "bindings_left",
                "database away: {} binding rows still say connected; another instance clears them, or the next start",
                rows);
    }

    /** A failure in a line: the driver's messages name no secret. */
    private static String reason(Throwable why) {
        if (why instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = why.getMessage();
        return message == null || message.isBlank()
                ? why.getClass().getSimpleName()
                : new ForeignText(message).toString();
    }

    private static void record(Map<DatabaseOperation, Timer> timers, DatabaseOperation operation, long nanos) {
        Objects.requireNonNull(timers.get(operation)).record(nanos, TimeUnit.NANOSECONDS);
    }

    private static Map<DatabaseOperation, Timer> timers(MeterRegistry meters, String outcome) {
        Map<DatabaseOperation, Timer> timers = new EnumMap<>(DatabaseOperation.class);
        for (DatabaseOperation operation : DatabaseOperation.values()) {
            timers.put(
                    operation,
                    Latencies.elsewhere("gateway.database", "Statements at the database, a batch counted once")
                            .tag("operation", operation.tag())
                            .tag("outcome", outcome)
                            .register(meters));
        }
        return timers;
    }
}

package org.oisp.gateway.cluster.membership;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.journal.Journal;

/** Counts and logs the events of leases, one method per event. Thread-safe; never blocks. */
public final class MembershipEvents {

    private final Journal journal;
    private final TaggedCounters<LeaseRenewalOutcome> beats;
    private final Counter deadInstances;
    private final Counter deadBindings;
    private final Counter reassertedBindings;
    private final Counter staleBindings;
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicBoolean held = new AtomicBoolean();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean forbidden = new AtomicBoolean();

    /**
     * Registers the meters.
     *
     * @param meters the registry for the meters
     * @param journal shows the events to operators
     */
    public MembershipEvents(MeterRegistry meters, Journal journal) {
        this.journal = journal;
        beats = new TaggedCounters<>(
                meters,
                LeaseRenewalOutcome.class,
                "gateway.lease.beats",
                "outcome",
                "Renewals of this instance's lease");
        deadInstances =
                counter(meters, "gateway.dead.instances", "Dead instances whose binding rows this instance cleared");
        deadBindings =
                counter(meters, "gateway.dead.bindings", "Binding rows of dead instances that this instance cleared");
        reassertedBindings = counter(
                meters,
                "gateway.reasserted.bindings",
                "Binding rows of devices here that were rewritten after another instance cleared them or the database lost them");
        staleBindings = counter(
                meters,
                "gateway.stale.bindings",
                "Binding rows of this instance without a connected device, found after the database was away");
        Gauge.builder("gateway.lease.held", held, lease -> lease.get() ? 1 : 0)
                .description("1 if the last renewal kept this instance's lease, else 0")
                .register(meters);
        Gauge.builder("gateway.instances", alive, AtomicInteger::get)
                .description("Instances with a valid lease, at the last renewal")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    /**
     * Records that a beat renewed the lease.
     *
     * @param instances the number of instances alive, this one included
     */
    public void kept(int instances) {
        beats.increment(LeaseRenewalOutcome.DONE);
        held(instances);
    }

    /**
     * Records that the lease was acquired, for the first time or again.
     *
     * @param first whether this instance is starting
     * @param fromTheLiving whether a lease in force was taken over
     * @param server this instance's name
     * @param instances the number of instances alive, this one included
     */
    public void renewed(boolean first, boolean fromTheLiving, String server, int instances) {
        beats.increment(LeaseRenewalOutcome.RENEWED);
        held(instances);
        if (!first) {
            LogLine.warn(
                    "lease_renewed",
                    "the lease of {} had expired; the binding rows of its devices are restored",
                    server);
            journal.system("lease_renewed", "The lease had expired; the binding rows of the devices are restored.");
        } else if (fromTheLiving) {
            LogLine.warn(
                    "lease_taken_over",
                    "the lease of {} was still valid and is taken over: an earlier run was killed just now, or another"
                            + " instance has the same GATEWAY_ADVERTISED_SERVER",
                    server);
        }
    }

    /**
     * Records that another instance has this one's name; logs once until that ends.
     *
     * @param server the name
     */
    public void taken(String server) {
        beats.increment(LeaseRenewalOutcome.TAKEN);
        held.set(false);
        if (taken.compareAndSet(false, true)) {
            LogLine.error(
                    "name_taken",
                    "another instance also uses the name {}: give each instance its own GATEWAY_ADVERTISED_SERVER",
                    server);
            journal.system(
                    "name_taken",
                    "Another instance also uses the name " + server
                            + ": give each instance its own GATEWAY_ADVERTISED_SERVER.");
        }
    }

    /** Records that a beat failed, usually because the database is unavailable. */
    public void failed() {
        beats.increment(LeaseRenewalOutcome.FAILED);
        held.set(false);
    }

    /**
     * Records that the database permits no leases; logs once until it does.
     *
     * @param why the database's reason
     */
    public void forbidden(@Nullable String why) {
        held.set(false);
        if (!forbidden.compareAndSet(false, true)) {
            return;
        }
        journal.system(
                "lease_forbidden",
                "The table gateway.instances is missing, or there is no right to it: the rows of an instance that dies stay until it"
                        + " starts again.");
        LogLine.warn(
                "lease_forbidden",
                "the table gateway.instances is missing, or there is no right to it ({}): the rows of an instance that dies stay until it starts"
                        + " again; grant this user CREATE on the database, or create the table and grant all rights to it",
                new UntrustedText(why));
    }

    /** Records that this instance released its lease because it stops. */
    public void released() {
        held.set(false);
        LogLine.info("lease_given_back", "the lease is released");
        journal.system("lease_left", "The lease is released.");
    }

    /**
     * Records that the rows of a dead instance are cleared.
     *
     * @param server the dead instance's name
     * @param rows the number of rows that this instance cleared
     */
    public void deadCleared(String server, long rows) {
        deadInstances.increment();
        LogLine.warn("dead_instance", "instance {} is dead: {} binding rows cleared", LogField.instance(server), rows);
        journal.system(
                "dead_instance", "Instance " + server + " is dead: " + rows + " of its binding rows are cleared.");
    }

    /**
     * An instance wrote rows after its lease had expired, and died before its next beat. They are cleared.
     *
     * @param server its name
     * @param rows how many rows this instance cleared
     */
    public void clearedLate(String server, long rows) {
        LogLine.warn(
                "dead_instance_rows",
                "{} more binding rows of dead instance {} cleared: it wrote them after its lease had expired",
                rows,
                LogField.instance(server));
        journal.system(
                "dead_instance_rows",
                rows + " more binding rows of dead instance " + server
                        + " are cleared: it wrote them after its lease had expired.");
    }

    /** Counts cleared rows of a dead instance. */
    public void cleared(long rows) {
        deadBindings.increment((double) rows);
    }

    /** Counts rows that are written again because their devices are connected here. */
    public void reasserted(long rows) {
        if (rows > 0) {
            reassertedBindings.increment((double) rows);
            LogLine.info("rows_reasserted", "{} binding rows of devices connected here are restored", rows);
        }
    }

    /** Counts rows that said that a device is connected here, and were wrong. They are about to be cleared. */
    public void staleReleased(int rows) {
        if (rows > 0) {
            staleBindings.increment(rows);
            LogLine.info("stale_rows", "{} binding rows of devices that are not connected here are cleared", rows);
        }
    }

    private void held(int instances) {
        held.set(true);
        forbidden.set(false);
        alive.set(instances);
        if (taken.compareAndSet(true, false)) {
            LogLine.info("name_free", "no other instance uses this instance's name any more");
            journal.system("name_free", "No other instance uses this instance's name any more.");
        }
    }
}

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
                "Beats that keep this instance's lease");
        deadInstances = counter(meters, "gateway.dead.instances", "Dead instances whose rows this one has cleared");
        deadBindings =
                counter(meters, "gateway.dead.bindings", "Binding rows of dead instances that this one has cleared");
        reassertedBindings = counter(
                meters,
                "gateway.reasserted.bindings",
                "Binding rows of this instance's devices that others had cleared");
        Gauge.builder("gateway.lease.held", held, lease -> lease.get() ? 1 : 0)
                .description("Whether this instance's lease was kept by its last beat")
                .register(meters);
        Gauge.builder("gateway.instances", alive, AtomicInteger::get)
                .description("Instances that are alive by their leases, at the last beat")
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
                    "lease_renewed", "the lease of {} had run out; what its devices' rows say is put right", server);
            journal.system("lease_renewed", "The lease had run out; what the rows of the devices say is put right.");
        } else if (fromTheLiving) {
            LogLine.warn(
                    "lease_taken_over",
                    "the lease of {} was in force and is taken over: an earlier run was killed just now, or else another"
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
                    "another instance says that it is {}: give each its own GATEWAY_ADVERTISED_SERVER",
                    server);
            journal.system(
                    "name_taken",
                    "Another instance says that it is " + server + ": give each its own GATEWAY_ADVERTISED_SERVER.");
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
                "There is no table gateway.instances and no right to it: the rows of an instance that dies stay until it"
                        + " starts again.");
        LogLine.warn(
                "lease_forbidden",
                "no table gateway.instances and no right to it ({}): the rows of an instance that dies stay until it starts"
                        + " again; give this user CREATE on the database, or the table and all rights to it",
                new UntrustedText(why));
    }

    /** Records that this instance released its lease because it stops. */
    public void released() {
        held.set(false);
        LogLine.info("lease_given_back", "the lease is given back");
        journal.system("lease_left", "The lease is given back.");
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
                "{} more binding rows of dead instance {} cleared: it wrote them after its lease had run out",
                rows,
                LogField.instance(server));
        journal.system(
                "dead_instance_rows",
                rows + " more binding rows of dead instance " + server
                        + " are cleared: it wrote them after its lease had run out.");
    }

    /** Counts cleared rows of a dead instance. */
    public void cleared(long rows) {
        deadBindings.increment((double) rows);
    }

    /** Counts rows that are marked as connected again because their devices are connected here. */
    public void reasserted(long rows) {
        if (rows > 0) {
            reassertedBindings.increment((double) rows);
            LogLine.info("rows_reasserted", "{} binding rows say again that their devices are connected here", rows);
        }
    }

    private void held(int instances) {
        held.set(true);
        forbidden.set(false);
        alive.set(instances);
        if (taken.compareAndSet(true, false)) {
            LogLine.info("name_free", "no other instance has this one's name any more");
            journal.system("name_free", "No other instance has this one's name any more.");
        }
    }
}

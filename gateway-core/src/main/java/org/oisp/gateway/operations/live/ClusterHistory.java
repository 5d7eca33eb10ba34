package org.oisp.gateway.operations.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.membership.Lease;
import org.oisp.gateway.operations.live.ClusterView.InstanceState;
import org.oisp.gateway.operations.live.ClusterView.InstanceView;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.operations.presence.LoadReplies;

/**
 * Builds a view of the cluster from leases and answers. Remembers the last leases, for when the database is unavailable, and the silent
 * instances, for when their rows are deleted. Thread-safe. Times are those of {@link System#nanoTime()}.
 */
final class ClusterHistory {

    /** How long a dead instance is shown after its row was deleted, because an operator may look later. */
    private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();

    private static final int MAX_REMEMBERED = 100;

    /** Leases read longer ago than this do not tell how an instance has ended since. */
    private static final long LATELY = Duration.ofSeconds(30).toNanos();

    private final InstanceInfo instanceInfo;
    private List<Lease> leases = List.of();
    private long leasesNanos;
    private final Set<String> silent = new HashSet<>();
    private final Set<String> leaving = new HashSet<>();
    private final Map<String, DeadInstance> dead = new LinkedHashMap<>();

    ClusterHistory(InstanceInfo instanceInfo) {
        this.instanceInfo = instanceInfo;
    }

    /** The last lease of a dead instance whose row was deleted. */
    private record DeadInstance(Lease last, long nanos) {}

    /**
     * The leases as read from the database.
     *
     * @param rows the leases
     * @param nanos when they were read
     */
    record Rows(List<Lease> rows, long nanos) {}

    /**
     * Builds the current view.
     *
     * @param rows the leases; null if the database does not answer
     * @param replies the answers of the other instances
     * @param ownLoad this instance's load
     * @param now the current time
     */
    synchronized ClusterView view(@Nullable Rows rows, LoadReplies replies, InstanceLoad ownLoad, long now) {
        if (rows != null) {
            recordDead(rows, now);
            leases = rows.rows();
            leasesNanos = rows.nanos();
        }
        Map<String, @Nullable InstanceLoad> loads = new HashMap<>();
        replies.replies().forEach(loadReply -> loads.put(loadReply.instance(), loadReply.load()));
        Map<String, InstanceView> members = new TreeMap<>();
        silent.clear();
        leaving.clear();
        Lease ownLease = null;
        for (Lease lease : leases) {
            if (lease.server().equals(instanceInfo.name())) {
                ownLease = lease;
                continue;
            }
            InstanceState instanceState = loads.containsKey(lease.server())
                    ? answering(loads.get(lease.server()))
                    : unheard(lease, rows != null, replies.asked(), now);
            if (instanceState == InstanceState.SILENT || instanceState == InstanceState.DEAD) {
                silent.add(lease.server());
            } else if (instanceState == InstanceState.DRAINING) {
                leaving.add(lease.server());
            }
            members.put(lease.server(), member(lease, instanceState, loads.get(lease.server())));
        }
        // Instances that answer without a lease: another instance holds it, or the table is not accessible.
        loads.forEach((name, load) -> members.computeIfAbsent(
                name, key -> new InstanceView(key, false, version(load, null), null, null, answering(load), load)));
        dead.keySet().removeAll(members.keySet());
        dead.values().removeIf(deadInstance -> now - deadInstance.nanos() > REMEMBERED);
        dead.forEach((name, deadInstance) -> members.put(name, member(deadInstance.last(), InstanceState.DEAD, null)));
        members.put(
                instanceInfo.name(),
                new InstanceView(
                        instanceInfo.name(),
                        true,
                        instanceInfo.version(),
                        instanceInfo.startedMillis(),
                        ownLease == null ? null : ownLease.beatMillis(),
                        answering(ownLoad),
                        ownLoad));
        return new ClusterView(replies.asked(), List.copyOf(members.values()));
    }

    private void recordDead(Rows rows, long now) {
        Set<String> leasedServers = new HashSet<>();
        rows.rows().forEach(lease -> leasedServers.add(lease.server()));
        for (Lease lease : leases) {
            if (!leasedServers.contains(lease.server()) && hasDied(lease, now)) {
                dead.put(lease.server(), new DeadInstance(lease, now));
            }
        }
        var oldest = dead.keySet().iterator();
        for (int over = dead.size() - MAX_REMEMBERED; over > 0; over--) {
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * Returns whether an instance whose row was deleted has died. An instance that stops deletes its row before the lease expires, and
     * answers until then.
     */
    private boolean hasDied(Lease lease, long now) {
        boolean ranOut = Duration.ofNanos(now - leasesNanos).toMillis() >= lease.lastsMillis();
        return silent.contains(lease.server())
                || (ranOut && now - leasesNanos <= LATELY && !leaving.contains(lease.server()));
    }

    private static InstanceState answering(@Nullable InstanceLoad load) {
        return load != null && load.draining() ? InstanceState.DRAINING : InstanceState.ALIVE;
    }

    private InstanceState unheard(Lease lease, boolean databaseAnswers, boolean asked, long now) {
        long since = Math.max(Duration.ofNanos(now - leasesNanos).toMillis(), 0);
        long remainingMillis = lease.lastsMillis() - since;
        if (remainingMillis <= 0) {
            // While the database is down no instance can beat, so an expired lease does not mean that its instance is
            // dead.
            return databaseAnswers ? InstanceState.DEAD : InstanceState.SILENT;
        }
        // A live instance beats several times per lease duration.
        boolean fresh = lease.sinceBeatMillis() + since <= (lease.sinceBeatMillis() + lease.lastsMillis()) / 2;
        return asked || !(fresh || !databaseAnswers) ? InstanceState.SILENT : InstanceState.ALIVE;
    }

    private static InstanceView member(Lease lease, InstanceState instanceState, @Nullable InstanceLoad load) {
        return new InstanceView(
                lease.server(),
                false,
                version(load, lease.version()),
                lease.startedMillis(),
                lease.beatMillis(),
                instanceState,
                load);
    }

    /** Returns what the instance itself says, or else what its lease does: only some instances can be asked, and only some have a lease. */
    private static @Nullable String version(@Nullable InstanceLoad load, @Nullable String leased) {
        return load == null || load.version() == null ? leased : load.version();
    }
}

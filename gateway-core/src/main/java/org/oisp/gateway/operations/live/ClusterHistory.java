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
 * Makes a view of the cluster out of leases and answers, and remembers what it needs to: what the leases said last, for when the database
 * is away, and who was silent, for when its row is gone. Thread-safe. Times are those of {@link System#nanoTime()}.
 */
final class ClusterHistory {

    /** The row of a dead instance goes with it; somebody may only look now. */
    private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();

    private static final int MOST_REMEMBERED = 100;

    /** What was seen longer ago says nothing of what has become of an instance since. */
    private static final long LATELY = Duration.ofSeconds(30).toNanos();

    private final InstanceInfo instanceInfo;
    private List<Lease> leases = List.of();
    private long leasesNanos;
    private final Set<String> silent = new HashSet<>();
    private final Set<String> leaving = new HashSet<>();
    private final Map<String, Grave> dead = new LinkedHashMap<>();

    ClusterHistory(InstanceInfo instanceInfo) {
        this.instanceInfo = instanceInfo;
    }

    /** What is still said of one whose row is gone. */
    private record Grave(Lease last, long nanos) {}

    /**
     * What the database says now.
     *
     * @param rows the leases
     * @param nanos when they were read
     */
    record Rows(List<Lease> rows, long nanos) {}

    /**
     * What there is to see.
     *
     * @param rows what the database says; null if it does not answer
     * @param replies what the other instances say
     * @param own what this one has to do
     * @param now the time
     */
    synchronized ClusterView view(@Nullable Rows rows, LoadReplies replies, InstanceLoad own, long now) {
        if (rows != null) {
            bury(rows, now);
            leases = rows.rows();
            leasesNanos = rows.nanos();
        }
        Map<String, @Nullable InstanceLoad> loads = new HashMap<>();
        replies.replies().forEach(loadReply -> loads.put(loadReply.instance(), loadReply.load()));
        Map<String, InstanceView> members = new TreeMap<>();
        silent.clear();
        leaving.clear();
        Lease mine = null;
        for (Lease lease : leases) {
            if (lease.server().equals(instanceInfo.name())) {
                mine = lease;
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
        // Those that answer and have no lease: it was not theirs to take, or the table is not.
        loads.forEach((name, load) -> members.computeIfAbsent(
                name, key -> new InstanceView(key, false, null, null, null, answering(load), load)));
        dead.keySet().removeAll(members.keySet());
        dead.values().removeIf(grave -> now - grave.nanos() > REMEMBERED);
        dead.forEach((name, grave) -> members.put(name, member(grave.last(), InstanceState.DEAD, null)));
        members.put(
                instanceInfo.name(),
                new InstanceView(
                        instanceInfo.name(),
                        true,
                        instanceInfo.version(),
                        instanceInfo.startedMillis(),
                        mine == null ? null : mine.beatMillis(),
                        answering(own),
                        own));
        return new ClusterView(replies.asked(), List.copyOf(members.values()));
    }

    private void bury(Rows rows, long now) {
        Set<String> there = new HashSet<>();
        rows.rows().forEach(lease -> there.add(lease.server()));
        for (Lease lease : leases) {
            if (!there.contains(lease.server()) && hasDied(lease, now)) {
                dead.put(lease.server(), new Grave(lease, now));
            }
        }
        var oldest = dead.keySet().iterator();
        for (int over = dead.size() - MOST_REMEMBERED; over > 0; over--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Of one whose row is gone: who gives it back does so before it would have run out, and has answered until then. */
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
        long left = lease.lastsMillis() - since;
        if (left <= 0) {
            // Without the database nobody can beat, and so nobody is dead for not having done it.
            return databaseAnswers ? InstanceState.DEAD : InstanceState.SILENT;
        }
        // One that beats does so several times a lease.
        boolean fresh = lease.sinceBeatMillis() + since <= (lease.sinceBeatMillis() + lease.lastsMillis()) / 2;
        return asked || !(fresh || !databaseAnswers) ? InstanceState.SILENT : InstanceState.ALIVE;
    }

    private static InstanceView member(Lease lease, InstanceState instanceState, @Nullable InstanceLoad load) {
        return new InstanceView(
                lease.server(), false, lease.version(), lease.startedMillis(), lease.beatMillis(), instanceState, load);
    }
}

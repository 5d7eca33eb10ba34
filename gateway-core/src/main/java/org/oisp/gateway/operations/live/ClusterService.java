package org.oisp.gateway.operations.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.oisp.gateway.cluster.membership.Lease;
import org.oisp.gateway.operations.live.ClusterHistory.Rows;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.operations.presence.LoadReplies;
import reactor.core.publisher.Mono;

/** Looks at the cluster, when somebody wants to see it. Thread-safe, never blocks; never fails, and takes no longer than its time. */
public final class ClusterService {

    /** Who asks within so long of another is told the same. */
    private static final Duration SAME_ANSWER = Duration.ofSeconds(1);

    /** Leases are beaten every few seconds: to look more often would show no more. */
    private static final Duration SAME_LEASES = Duration.ofSeconds(4);

    private final Mono<ClusterView> look;

    /**
     * Makes a desk.
     *
     * @param instanceInfo this instance
     * @param leases asks the database
     * @param loads asks the other instances; never fails, and gives what has come by the end of its own time
     * @param own what this one has to do
     * @param timeout how long the database may take
     */
    public ClusterService(
            InstanceInfo instanceInfo,
            Supplier<Mono<List<Lease>>> leases,
            Supplier<Mono<LoadReplies>> loads,
            Supplier<InstanceLoad> own,
            Duration timeout) {
        ClusterHistory memory = new ClusterHistory(instanceInfo);
        Mono<Optional<Rows>> rows = Mono.defer(leases)
                .map(found -> Optional.of(new Rows(found, System.nanoTime())))
                .timeout(timeout)
                .onErrorResume(away -> Mono.just(Optional.empty()))
                .cache(
                        found -> found.isPresent() ? SAME_LEASES : SAME_ANSWER,
                        error -> Duration.ZERO,
                        () -> Duration.ZERO);
        look = Mono.zip(rows, Mono.defer(loads))
                .map(parts -> memory.view(parts.getT1().orElse(null), parts.getT2(), own.get(), System.nanoTime()))
                .cache(SAME_ANSWER);
    }

    Mono<ClusterView> look() {
        return look;
    }
}

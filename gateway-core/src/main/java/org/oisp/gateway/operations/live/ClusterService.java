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

/** Queries the state of the cluster on request. Thread-safe; never blocks. Never fails and respects its timeouts. */
public final class ClusterService {

    /** How long a result is shared between callers. */
    private static final Duration SAME_ANSWER = Duration.ofSeconds(1);

    /** How long read leases are reused: instances beat every few seconds, so reading more often shows nothing new. */
    private static final Duration SAME_LEASES = Duration.ofSeconds(4);

    private final Mono<ClusterView> view;

    /**
     * Creates a service.
     *
     * @param instanceInfo this instance
     * @param leases reads the leases from the database
     * @param loads asks the other instances; never fails, and completes with the answers so far at its own timeout
     * @param ownLoad supplies this instance's load
     * @param timeout the timeout of the database query
     */
    public ClusterService(
            InstanceInfo instanceInfo,
            Supplier<Mono<List<Lease>>> leases,
            Supplier<Mono<LoadReplies>> loads,
            Supplier<InstanceLoad> ownLoad,
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
        view = Mono.zip(rows, Mono.defer(loads))
                .map(parts -> memory.view(parts.getT1().orElse(null), parts.getT2(), ownLoad.get(), System.nanoTime()))
                .cache(SAME_ANSWER);
    }

    Mono<ClusterView> view() {
        return view;
    }
}

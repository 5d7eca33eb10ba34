package org.oisp.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.oisp.gateway.cluster.membership.LeaseTable;
import org.oisp.gateway.operations.live.ClusterService;
import org.oisp.gateway.operations.live.InstanceInfo;
import org.oisp.gateway.operations.live.LiveEvents;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.live.SampleHistory;
import org.oisp.gateway.operations.live.SampledEvents;
import org.oisp.gateway.operations.live.SampledGauges;
import org.oisp.gateway.operations.live.Sampler;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.server.cluster.ClusterNode;
import org.oisp.gateway.server.cluster.SharedDatabase;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Sample history, events and sampling thread of the live page. */
final class LiveMonitoring {

    /** Limit of the wait for other instances' replies, even if the presence timeout is longer. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Scheduler thread = Schedulers.newSingle("live", true);
    private final SampleHistory history = new SampleHistory();
    private final LiveEvents events;

    LiveMonitoring(MeterRegistry meters) {
        this.events = new LiveEvents(meters);
    }

    /** Returns what this instance tells the others of itself. */
    InstanceLoad load() {
        return history.load().ofVersion(BuildInfo.ofThisGateway().version());
    }

    /** Creates the feed of the live page. {@link #close} must be called in any case. */
    LiveFeed feed(
            GatewaySettings settings,
            InstanceInfo instanceInfo,
            SampledEvents counts,
            SampledGauges sampledGauges,
            Journal journal,
            ClusterNode clusterNode,
            SharedDatabase database) {
        Duration asked = settings.management().presence().timeout();
        Duration timeout = asked.compareTo(LONGEST_LOOK) < 0 ? asked : LONGEST_LOOK;
        LeaseTable leases = new LeaseTable(database.connections(), timeout, database.events());
        return new LiveFeed(
                settings.management().live(),
                instanceInfo,
                new Sampler(counts, sampledGauges, history),
                new ClusterService(instanceInfo, leases::all, () -> clusterNode.loads(timeout), this::load, timeout),
                journal,
                events,
                thread);
    }

    /** Tells viewers that the feed ends; never fails. */
    Mono<Void> end(LiveFeed feed) {
        return feed.end().timeout(LAST_WORDS, Mono.empty()).onErrorComplete();
    }

    void summariseLogs() {
        events.summariseLogs();
    }

    void close() {
        thread.dispose();
    }
}

package org.oisp.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.oisp.gateway.events.DatabaseEvents;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.events.LiveEvents;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.live.ClusterDesk;
import org.oisp.gateway.live.Gauges;
import org.oisp.gateway.live.LiveFeed;
import org.oisp.gateway.live.SampleHistory;
import org.oisp.gateway.live.Sampler;
import org.oisp.gateway.live.Self;
import org.oisp.gateway.membership.LeaseTable;
import org.oisp.gateway.presence.InstanceLoad;
import org.oisp.gateway.server.config.GatewaySettings;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What operators see of the gateway as it happens, and the thread that makes it. */
final class Live {

    /** However long the other instances may take to say which devices they have. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Scheduler thread = Schedulers.newSingle("live", true);
    private final SampleHistory history = new SampleHistory();
    private final LiveEvents events;

    Live(MeterRegistry meters) {
        this.events = new LiveEvents(meters);
    }

    /** What this instance has to do, for the others. */
    InstanceLoad load() {
        return history.load();
    }

    /** What is to be run; {@link #close} has to be called all the same. */
    LiveFeed feed(
            GatewaySettings settings,
            Self self,
            GatewayEvents counts,
            Gauges gauges,
            Journal journal,
            Cluster cluster,
            ConnectionFactory database,
            DatabaseEvents databaseEvents) {
        Duration asked = settings.management().presence().timeout();
        Duration timeout = asked.compareTo(LONGEST_LOOK) < 0 ? asked : LONGEST_LOOK;
        LeaseTable leases = new LeaseTable(database, timeout, databaseEvents);
        return new LiveFeed(
                settings.management().live(),
                self,
                new Sampler(counts, gauges, history),
                new ClusterDesk(self, leases::all, () -> cluster.loads(timeout), this::load, timeout),
                journal,
                events,
                thread);
    }

    /** Tells viewers that it is over; never fails. */
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

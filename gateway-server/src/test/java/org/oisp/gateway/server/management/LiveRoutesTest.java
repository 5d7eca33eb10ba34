package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.operations.live.ClusterService;
import org.oisp.gateway.operations.live.EventCounts;
import org.oisp.gateway.operations.live.InstanceInfo;
import org.oisp.gateway.operations.live.LiveEvents;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.live.SampleHistory;
import org.oisp.gateway.operations.live.SampledEvents;
import org.oisp.gateway.operations.live.SampledGauges;
import org.oisp.gateway.operations.live.Sampler;
import org.oisp.gateway.operations.live.ServingPhase;
import org.oisp.gateway.operations.live.Viewer;
import org.oisp.gateway.operations.presence.LoadReplies;
import org.oisp.gateway.telemetry.DeliveryTimes;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A viewer's seat is free again once its connection is gone, whenever that happens. */
class LiveRoutesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Journal journal = Journal.unread();
    private final SampleHistory history = new SampleHistory();
    private final InstanceInfo instanceInfo = new InstanceInfo("me", "0.1.0", 0);
    private final LiveFeed feed = new LiveFeed(
            new LiveSettings(1, 1, Duration.ofSeconds(1)),
            instanceInfo,
            new Sampler(
                    new SampledEvents(
                            () -> new EventCounts(Map.of(), Map.of(), Map.of(), Map.of()),
                            new DeliveryTimes(),
                            List::of),
                    new SampledGauges(
                            () -> 0,
                            () -> 0,
                            () -> 0,
                            () -> null,
                            NeighbourHealth.unwatched(),
                            () -> ServingPhase.SERVING,
                            List::of),
                    history),
            new ClusterService(
                    instanceInfo,
                    () -> Mono.just(List.of()),
                    () -> Mono.just(new LoadReplies(true, List.of())),
                    history::load,
                    Duration.ofSeconds(1)),
            journal,
            new LiveEvents(meters),
            VirtualTimeScheduler.create());

    /** Behaves like a socket that its client has reset. */
    private static final class ResetChannel extends EmbeddedChannel {
        @Override
        public ChannelConfig config() {
            return new DefaultChannelConfig(this) {
                @Override
                public <T> boolean setOption(ChannelOption<T> option, T value) {
                    throw new ChannelException("reset");
                }
            };
        }
    }

    @Test
    void aConnectionThatIsResetAsItTakesItsSeatLeavesIt() {
        Flux<?> shown = LiveRoutes.events(new ResetChannel(), seat());
        assertThat(feed.admit("a", false)).isNotNull();
        assertThat(shown).isNotNull();
    }

    @Test
    void aConnectionThatIsClosedBeforeItTakesItsSeatLeavesIt() {
        EmbeddedChannel closed = new EmbeddedChannel();
        closed.close();
        Flux<?> shown = LiveRoutes.events(closed, seat());
        assertThat(feed.admit("a", false)).isNotNull();
        assertThat(shown).isNotNull();
    }

    private Viewer seat() {
        Viewer viewer = feed.admit("a", false);
        assertThat(viewer).isNotNull();
        assertThat(feed.admit("a", false)).isNull();
        return viewer;
    }
}

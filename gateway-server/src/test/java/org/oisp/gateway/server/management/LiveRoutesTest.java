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
import org.junit.jupiter.api.Test;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.events.LiveEvents;
import org.oisp.gateway.health.NeighbourHealth;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.live.ClusterDesk;
import org.oisp.gateway.live.Gauges;
import org.oisp.gateway.live.LiveFeed;
import org.oisp.gateway.live.LiveSettings;
import org.oisp.gateway.live.SampleHistory;
import org.oisp.gateway.live.Sampler;
import org.oisp.gateway.live.Seat;
import org.oisp.gateway.live.Self;
import org.oisp.gateway.presence.LoadReplies;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A viewer's seat is another's once its connection is gone, whenever that is. */
class LiveRoutesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Journal journal = Journal.unread();
    private final SampleHistory history = new SampleHistory();
    private final Self self = new Self("me", "0.1.0", 0);
    private final LiveFeed feed = new LiveFeed(
            new LiveSettings(1, 1, Duration.ofSeconds(1)),
            self,
            new Sampler(
                    new GatewayEvents(meters, journal),
                    new Gauges(
                            () -> 0, () -> 0, () -> 0, () -> null, NeighbourHealth.unwatched(), () -> false, List::of),
                    history),
            new ClusterDesk(
                    self,
                    () -> Mono.just(List.of()),
                    () -> Mono.just(new LoadReplies(true, List.of())),
                    history::load,
                    Duration.ofSeconds(1)),
            journal,
            new LiveEvents(meters),
            VirtualTimeScheduler.create());

    /** As a socket that its client has reset is. */
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

    private Seat seat() {
        Seat seat = feed.admit("a", false);
        assertThat(seat).isNotNull();
        assertThat(feed.admit("a", false)).isNull();
        return seat;
    }
}

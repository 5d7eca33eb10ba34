package org.oisp.gateway.server.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.AttemptOutcome;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;

/** Counts heartbeats, and logs an outage once. Thread-safe; does not block. */
public final class HeartbeatEvents {

    private final TaggedCounters<AttemptOutcome> heartbeats;
    private final NeighbourHealth health;
    private final AtomicBoolean away = new AtomicBoolean();

    /**
     * Registers the meter.
     *
     * @param meters the registry
     * @param health receives the state of Kafka
     */
    public HeartbeatEvents(MeterRegistry meters, NeighbourHealth health) {
        this.health = health;
        heartbeats = new TaggedCounters<>(
                meters, AttemptOutcome.class, "gateway.heartbeats", "outcome", "Heartbeats sent to Kafka");
    }

    /** Records a heartbeat that Kafka acknowledged. */
    public void sent() {
        heartbeats.increment(AttemptOutcome.DONE);
        health.up(Neighbour.KAFKA);
        if (away.get() && away.compareAndSet(true, false)) {
            LogLine.info("kafka_up", "Kafka is back; the heartbeat is sent again");
        }
    }

    /**
     * Records a failed heartbeat; logs only the first of an outage.
     *
     * @param why the reason in words
     */
    public void failed(@Nullable String why) {
        heartbeats.increment(AttemptOutcome.FAILED);
        health.down(Neighbour.KAFKA, why);
        if (!away.get() && away.compareAndSet(false, true)) {
            LogLine.warn("kafka_down", "Kafka does not accept the heartbeat: {}; tries again", new UntrustedText(why));
        }
    }
}

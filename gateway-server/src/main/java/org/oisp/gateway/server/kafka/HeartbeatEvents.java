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

/** What happened to the heartbeat: counted, and an outage said once. Thread-safe; nothing here blocks. */
public final class HeartbeatEvents {

    private final TaggedCounters<AttemptOutcome> heartbeats;
    private final NeighbourHealth health;
    private final AtomicBoolean away = new AtomicBoolean();

    /**
     * Registers the meter.
     *
     * @param meters where it is kept
     * @param health told whether Kafka answers
     */
    public HeartbeatEvents(MeterRegistry meters, NeighbourHealth health) {
        this.health = health;
        heartbeats = new TaggedCounters<>(
                meters, AttemptOutcome.class, "gateway.heartbeats", "outcome", "Heartbeats sent to Kafka");
    }

    /** Kafka has taken a heartbeat. */
    public void sent() {
        heartbeats.increment(AttemptOutcome.DONE);
        health.up(Neighbour.KAFKA);
        if (away.get() && away.compareAndSet(true, false)) {
            LogLine.info("kafka_up", "Kafka is back; so is the heartbeat");
        }
    }

    /**
     * Kafka has not taken a heartbeat; said once until it does.
     *
     * @param why the reason in words
     */
    public void failed(@Nullable String why) {
        heartbeats.increment(AttemptOutcome.FAILED);
        health.down(Neighbour.KAFKA, why);
        if (!away.get() && away.compareAndSet(false, true)) {
            LogLine.warn(
                    "kafka_down",
                    "Kafka does not take the heartbeat: {}; tried again until it does",
                    new UntrustedText(why));
        }
    }
}

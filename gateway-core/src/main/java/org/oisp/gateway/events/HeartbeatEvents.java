package org.oisp.gateway.events;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What happened to the heartbeat: counted, and an outage said once. Thread-safe; nothing here blocks. */
public final class HeartbeatEvents {

    private final Tally<AttemptOutcome> heartbeats;
    private final AtomicBoolean away = new AtomicBoolean();

    /**
     * Registers the meter.
     *
     * @param meters where it is kept
     */
    public HeartbeatEvents(MeterRegistry meters) {
        heartbeats =
                new Tally<>(meters, AttemptOutcome.class, "gateway.heartbeats", "outcome", "Heartbeats sent to Kafka");
    }

    /** Kafka has taken a heartbeat. */
    public void sent() {
        heartbeats.increment(AttemptOutcome.DONE);
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
        if (!away.get() && away.compareAndSet(false, true)) {
            LogLine.warn(
                    "kafka_down",
                    "Kafka does not take the heartbeat: {}; tried again until it does",
                    new ForeignText(why));
        }
    }
}

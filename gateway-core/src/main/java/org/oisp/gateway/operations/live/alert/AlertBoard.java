package org.oisp.gateway.operations.live.alert;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates which alerts fire, so that the operator's page shows them without Prometheus. Reads only meters, every ten seconds. Not
 * thread-safe; confined to the sampling thread.
 */
public final class AlertBoard {

    /** Prometheus evaluates about as often. */
    private static final long EVERY = Duration.ofSeconds(10).toMillis();

    private final MeterReadings meterReadings;
    private final InstantSource clock;
    private final Map<Alert, Long> heldSince = new EnumMap<>(Alert.class);
    private List<FiringAlert> firing = List.of();
    private long lookedMillis = Long.MIN_VALUE;

    /**
     * Creates a board without firing alerts.
     *
     * @param meters the meters that are evaluated
     * @param clock the clock for the alerts' times
     */
    public AlertBoard(MeterRegistry meters, InstantSource clock) {
        this.meterReadings = new MeterReadings(meters, clock.millis());
        this.clock = clock;
    }

    /**
     * Returns the alerts that fire.
     *
     * @return the most severe first; at most ten seconds old
     */
    public List<FiringAlert> firing() {
        long now = clock.millis();
        // Continues to evaluate after the clock was set back.
        if (lookedMillis == Long.MIN_VALUE || Math.abs(now - lookedMillis) >= EVERY) {
            lookedMillis = now;
            meterReadings.read(now);
            firing = evaluate(now);
        }
        return firing;
    }

    private List<FiringAlert> evaluate(long now) {
        for (Alert alert : Alert.values()) {
            if (AlertConditions.hold(alert, meterReadings)) {
                heldSince.putIfAbsent(alert, now);
            } else {
                heldSince.remove(alert);
            }
        }
        return heldSince.entrySet().stream()
                .filter(held -> now - held.getValue() >= held.getKey().hold().toMillis())
                .map(held -> new FiringAlert(held.getKey(), held.getValue(), more(held.getKey())))
                .sorted((one, other) ->
                        one.alert().severity().compareTo(other.alert().severity()))
                .toList();
    }

    private @Nullable String more(Alert alert) {
        return switch (alert) {
            case CERTIFICATE_EXPIRING, CERTIFICATE_EXPIRED ->
                "It expires at " + Instant.ofEpochSecond((long) meterReadings.gauge(AlertConditions.CERTIFICATE_END))
                        + ".";
            default -> null;
        };
    }
}

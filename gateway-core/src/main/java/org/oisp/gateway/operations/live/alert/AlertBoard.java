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
 * Works out which alerts fire, so that the operator's page can say so where no Prometheus is at hand. Looks at meters alone, every few
 * seconds. For one thread.
 */
public final class AlertBoard {

    /** Prometheus looks about as often. */
    private static final long EVERY = Duration.ofSeconds(10).toMillis();

    private final MeterReadings meterReadings;
    private final InstantSource clock;
    private final Map<Alert, Long> heldSince = new EnumMap<>(Alert.class);
    private List<FiringAlert> firing = List.of();
    private long lookedMillis = Long.MIN_VALUE;

    /**
     * Makes a board.
     *
     * @param meters what is looked at
     * @param clock what alerts are dated by
     */
    public AlertBoard(MeterRegistry meters, InstantSource clock) {
        this.meterReadings = new MeterReadings(meters, clock.millis());
        this.clock = clock;
    }

    /**
     * The alerts that fire.
     *
     * @return the worst first; as of a few seconds ago at most
     */
    public List<FiringAlert> firing() {
        long now = clock.millis();
        // A clock that was set back is no reason to stop looking.
        if (lookedMillis == Long.MIN_VALUE || Math.abs(now - lookedMillis) >= EVERY) {
            lookedMillis = now;
            meterReadings.read(now);
            firing = look(now);
        }
        return firing;
    }

    private List<FiringAlert> look(long now) {
        for (Alert alert : Alert.values()) {
            if (alert.holds(meterReadings)) {
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
                "It ends at " + Instant.ofEpochSecond((long) meterReadings.gauge(Alert.CERTIFICATE_END)) + ".";
            default -> null;
        };
    }
}

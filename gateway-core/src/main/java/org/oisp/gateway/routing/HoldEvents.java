package org.oisp.gateway.routing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.slf4j.event.Level;

/** Records what becomes of the actuations that are held for devices which are about to reconnect. Thread-safe. */
public final class HoldEvents {

    private final MeterRegistry meters;
    private final TaggedCounters<HoldOutcome> outcomes;
    private final RateLimitedLog full = RateLimitedLog.ofEvents(
            LogLine.logger(), Level.WARN, "reconnect_hold_full", "actuations for which there was no room to hold them");
    private final RateLimitedLog failures = RateLimitedLog.ofEvents(
            LogLine.logger(), Level.ERROR, "internal_error", "internal errors at held actuations");

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     */
    public HoldEvents(MeterRegistry meters) {
        this.meters = meters;
        outcomes = new TaggedCounters<>(
                meters,
                HoldOutcome.class,
                "gateway.reconnect.holds",
                "outcome",
                "Actuations that waited for a device that was about to reconnect");
    }

    /** Registers the gauges. */
    void gauges(Supplier<Number> messages, Supplier<Number> bytes, Supplier<Number> devices) {
        Gauge.builder("gateway.reconnect.hold.messages", messages)
                .description("Actuations that wait for a device that is about to reconnect")
                .register(meters);
        Gauge.builder("gateway.reconnect.hold.bytes", bytes)
                .description("Bytes of the actuations that wait for a device that is about to reconnect")
                .register(meters);
        Gauge.builder("gateway.devices.expected", devices)
                .description("Devices that left an instance a moment ago and are not back")
                .register(meters);
    }

    void ended(HoldOutcome outcome) {
        outcomes.increment(outcome);
    }

    void full(Object device) {
        outcomes.increment(HoldOutcome.FULL);
        full.line("an actuation for device {} is not held until it is back: too many are", device);
    }

    void failed(Throwable defect) {
        failures.line("internal error at a held actuation", defect);
    }

    /** Logs how many lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        full.summarise();
        failures.summarise();
    }
}

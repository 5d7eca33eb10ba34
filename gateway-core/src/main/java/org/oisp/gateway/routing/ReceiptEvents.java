package org.oisp.gateway.routing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.telemetry.LatencyTimers;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.slf4j.event.Level;

/** Counts the outcomes of the actuations whose senders ask for them. Thread-safe, never blocks. */
public final class ReceiptEvents {

    private final Map<OutcomeReason, Counter> outcomes = new EnumMap<>(OutcomeReason.class);
    private final Timer delivered;
    private final AtomicInteger pending = new AtomicInteger();
    private final RateLimitedLog failures =
            RateLimitedLog.ofEvents(LogLine.logger(), Level.WARN, "receipt_failed", "receipts that could not be sent");

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     */
    public ReceiptEvents(MeterRegistry meters) {
        for (OutcomeReason reason : OutcomeReason.values()) {
            outcomes.put(
                    reason,
                    Counter.builder("gateway.actuation.outcomes")
                            .description("Final outcomes of the actuations whose senders asked for a receipt")
                            .tag("outcome", reason.outcome().tag())
                            .tag("reason", reason.tag())
                            .register(meters));
        }
        delivered = LatencyTimers.within(
                        "gateway.receipt",
                        "From an actuation read off its sender's socket to the device's confirmation")
                .register(meters);
        Gauge.builder("gateway.receipts.pending", pending, AtomicInteger::get)
                .description("Actuations whose senders wait for the outcome")
                .register(meters);
    }

    /** Returns the number of actuations whose senders wait. */
    int pending() {
        return pending.get();
    }

    /** Counts an actuation whose sender waits from now on. */
    void begun() {
        pending.incrementAndGet();
    }

    /** Counts an actuation whose sender waits no more. */
    void done() {
        pending.decrementAndGet();
    }

    /** Counts an outcome. */
    void ended(Receipt receipt) {
        Objects.requireNonNull(outcomes.get(receipt.reason())).increment();
        if (receipt.reason() == OutcomeReason.CONFIRMED || receipt.reason() == OutcomeReason.NO_REPORTS) {
            delivered.record(receipt.micros(), TimeUnit.MICROSECONDS);
        }
    }

    /** Records that an outcome could not be published. */
    void replyFailed(String why) {
        failures.line("outcome of an actuation could not be published: {}", why);
    }

    /** Logs how many log lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        failures.summarise();
    }
}

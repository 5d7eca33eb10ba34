package org.oisp.gateway.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.slf4j.event.Level;

/** Records what becomes of kept actuations. Thread-safe; never blocks. */
public final class QueueEvents {

    private final TaggedCounters<QueueEnd> ends;
    private final Counter repeats;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger unwritten = new AtomicInteger();
    private final AtomicLong unwrittenBytes = new AtomicLong();
    private final AtomicBoolean forbidden = new AtomicBoolean();
    private final RateLimitedLog undeliverable = RateLimitedLog.ofEvents(
            LogLine.logger(), Level.WARN, "queue_undeliverable", "kept actuations that were given up");
    private final RateLimitedLog failures = RateLimitedLog.ofEvents(
            LogLine.logger(), Level.WARN, "queue_failed", "failures of the queue of actuations");
    private final RateLimitedLog defects = RateLimitedLog.ofEvents(
            LogLine.logger(), Level.ERROR, "internal_error", "internal errors at kept actuations");

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     */
    public QueueEvents(MeterRegistry meters) {
        ends = new TaggedCounters<>(
                meters, QueueEnd.class, "gateway.queued.ends", "end", "Kept actuations that are kept no longer");
        repeats = Counter.builder("gateway.queued.repeats")
                .description("Deliveries of kept actuations that the device may have received before")
                .register(meters);
        Gauge.builder("gateway.queued.actuations", messages, AtomicLong::get)
                .description("Actuations that are kept in the database, of all instances, as counted once a minute")
                .register(meters);
        Gauge.builder("gateway.queued.bytes", bytes, AtomicLong::get)
                .description("Bytes of their bodies")
                .register(meters);
        Gauge.builder("gateway.queue.unwritten", unwritten, AtomicInteger::get)
                .description("Actuations of this instance that wait to be written to the database")
                .register(meters);
        Gauge.builder("gateway.queue.unwritten.bytes", unwrittenBytes, AtomicLong::get)
                .description("Bytes of their bodies")
                .register(meters);
    }

    void ended(QueueEnd end, long count) {
        ends.add(end, Math.toIntExact(count));
    }

    void givenUp(@Nullable DeviceAddress device) {
        ends.increment(QueueEnd.UNDELIVERABLE);
        undeliverable.line(
                "a kept actuation for {} is given up: the device never confirmed it", LogField.device(device));
    }

    void repeated() {
        repeats.increment();
    }

    void total(long keptMessages, long keptBytes) {
        messages.set(keptMessages);
        bytes.set(keptBytes);
    }

    void waits(int more, long moreBytes) {
        unwritten.addAndGet(more);
        unwrittenBytes.addAndGet(moreBytes);
    }

    /** Records that the table could be used. */
    void available() {
        if (forbidden.compareAndSet(true, false)) {
            LogLine.info("queue_available", "actuations with a ttl are kept again: the table can be used");
        }
    }

    /** Records that a statement on the table failed. */
    void failed(Throwable why) {
        if (QueueTable.isForbidden(why)) {
            if (forbidden.compareAndSet(false, true)) {
                LogLine.warn(
                        "queue_forbidden",
                        "actuations with a ttl are not kept: no right to gateway.queued_actuations ({}); see docs/configuration.md",
                        why.getMessage());
            }
            return;
        }
        failures.line("queue of actuations: {}", FailureReason.of(why));
    }

    /** Records a defect that concerns one actuation or device. */
    void defect(Throwable defect) {
        defects.line("internal error at a kept actuation", defect);
    }

    /** Logs how many lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        undeliverable.summarise();
        failures.summarise();
        defects.summarise();
    }
}

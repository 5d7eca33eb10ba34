package org.oisp.gateway.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Records events of devices whose binding rows other database sessions have locked. Thread-safe; nothing here blocks. */
public final class RowLockEvents {

    private static final long LINES_A_SECOND = 10;

    private final MeterRegistry meters;
    private final RateLimitedLog locked;

    RowLockEvents(MeterRegistry meters, LongSupplier nanos, Logger log) {
        this.meters = meters;
        this.locked = new RateLimitedLog(
                log, Level.WARN, "row_locked", "devices whose binding rows are locked", LINES_A_SECOND, nanos);
    }

    /**
     * Registers the gauges of waiting rows.
     *
     * @param registrations counts the devices that wait to be registered; called at each scrape
     * @param releases counts the rows of disconnected devices that wait to be cleared; called at each scrape
     */
    public void waiting(Supplier<Number> registrations, Supplier<Number> releases) {
        gauge("register", registrations);
        gauge("release", releases);
    }

    private void gauge(String what, Supplier<Number> waiting) {
        Gauge.builder("gateway.locked.rows", waiting)
                .description("Binding rows locked by another database session that this gateway waits for")
                .tag("for", what)
                .register(meters);
    }

    /**
     * Records that a device's row was found locked; it waits, and other devices do not.
     *
     * @param holder the session that holds the lock; null if the server does not tell
     */
    public void found(DeviceAddress device, @Nullable LockHolder holder) {
        locked.line(
                "device={} waits for its registration: {}",
                LogField.device(device),
                holder == null ? "its binding row is locked by another session" : holder);
    }

    /** Logs how many log lines were left out. */
    public void summariseLogs() {
        locked.summarise();
    }
}

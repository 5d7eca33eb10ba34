package org.oisp.gateway.server.accept;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.telemetry.LogLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Records the times that a port accepts no more connections; logs each kind at most once a minute. Thread-safe, never blocks. */
public final class AcceptorEvents {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String port;
    private final Counter pauses;
    private final Counter failures;
    private final LongSupplier nanos;
    private final AtomicLong fullFrom;
    private final AtomicLong pausedFrom;
    private final AtomicLong failedFrom;

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     * @param port the port's name in meters and log lines: {@code device} or {@code management}
     */
    public AcceptorEvents(MeterRegistry meters, String port) {
        this(meters, port, System::nanoTime);
    }

    AcceptorEvents(MeterRegistry meters, String port, LongSupplier nanos) {
        this.port = port;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        fullFrom = new AtomicLong(now);
        pausedFrom = new AtomicLong(now);
        failedFrom = new AtomicLong(now);
        pauses = Counter.builder("gateway.accept.pauses")
                .tag("port", port)
                .description("Times that a port paused accepting because its share of the open files was used up")
                .register(meters);
        failures = Counter.builder("gateway.accept.failures")
                .tag("port", port)
                .description("Times that accepting a connection failed, for example because no file could be opened")
                .register(meters);
    }

    /**
     * Logs that a connection was refused because the port serves its maximum.
     *
     * @param bound the maximum number of connections
     * @param cause what sets that maximum
     */
    public void full(int bound, String cause) {
        if (isDue(fullFrom)) {
            LogLine.write(
                    LOG,
                    Level.WARN,
                    "connections_full",
                    "{} port: {} connections are open, the maximum ({}); further connections are refused",
                    port,
                    bound,
                    cause);
        }
    }

    /**
     * Counts and logs that the port accepts no connection until one is closed.
     *
     * @param files how many sockets the port may have open, in any state
     */
    public void paused(int files) {
        pauses.increment();
        if (isDue(pausedFrom)) {
            LogLine.write(
                    LOG,
                    Level.WARN,
                    "accept_paused",
                    "{} port: its {} open files are used up; accepts the next connection when one is closed",
                    port,
                    files);
        }
    }

    /**
     * Counts and logs that the system failed to accept a connection.
     *
     * @param why the system's error
     */
    public void failed(Throwable why) {
        failures.increment();
        if (isDue(failedFrom)) {
            LogLine.write(
                    LOG,
                    Level.ERROR,
                    "accept_failed",
                    "{} port: cannot accept a connection: {}",
                    port,
                    FailureReason.of(why));
        }
    }

    private boolean isDue(AtomicLong from) {
        long now = nanos.getAsLong();
        long due = from.get();
        return now - due >= 0 && from.compareAndSet(due, now + QUIET_NANOS);
    }
}

package org.oisp.gateway.auth.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * Reports a storm of new connections and registrations: how many wait, how many are processed at once, and whether the event loops are
 * late, which affects connected devices.
 */
public final class AdmissionEvents {

    /** Logs that some still wait at every tenth call. */
    private static final int CALLS_PER_LINE = 10;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final AdmissionQueueState admissionQueueState;
    private int calls;
    private int max;

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param journal the journal that operators read
     * @param admissionQueueState the current numbers
     */
    public AdmissionEvents(MeterRegistry meters, Journal journal, AdmissionQueueState admissionQueueState) {
        this.journal = journal;
        this.admissionQueueState = admissionQueueState;
        gauge(
                meters,
                "gateway.admission.connections.waiting",
                "Accepted connections that are not read yet because too many arrive at once",
                admissionQueueState.connections());
        gauge(
                meters,
                "gateway.admission.registrations.waiting",
                "Registrations that are queued because too many arrive at once",
                admissionQueueState.registrations());
        gauge(
                meters,
                "gateway.admission.registrations.admitted",
                "Registrations in progress",
                admissionQueueState.admitted());
        gauge(
                meters,
                "gateway.admission.limit",
                "Current limit of concurrent registrations",
                admissionQueueState.limit());
        Gauge.builder("gateway.loop.lag", admissionQueueState.lagNanos(), lag -> lag.getAsLong() / SECOND)
                .description("Recent maximum delay of the device port's event loops")
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
    }

    private static void gauge(MeterRegistry meters, String name, String description, IntSupplier value) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .description(description)
                .strongReference(true)
                .register(meters);
    }

    /**
     * Reports when connections or registrations begin to wait, that some still wait, and when none waits any more. Call about once a
     * second.
     */
    public void summariseLogs() {
        int connections = admissionQueueState.connections().getAsInt();
        int registrations = admissionQueueState.registrations().getAsInt();
        int waiting = connections + registrations;
        if (waiting == 0) {
            if (calls > 0) {
                LogLine.info(
                        "storm_over",
                        "no connection or registration waits for admission any more, after {} s; at most {} waited",
                        calls,
                        max);
                journal.system("storm_over", "No connection or registration waits for admission any more.");
                calls = 0;
                max = 0;
            }
            return;
        }
        max = Math.max(max, waiting);
        if (calls % CALLS_PER_LINE == 0) {
            LogLine.warn(
                    "storm",
                    "too many connect at once: {} connections and {} registrations wait for admission, {} registrations are in progress",
                    connections,
                    registrations,
                    admissionQueueState.admitted().getAsInt());
        }
        if (calls == 0) {
            journal.system("storm", "Too many connect at once: new connections wait for admission.");
        }
        calls++;
    }

    /**
     * Reads the current numbers.
     *
     * @param connections the number of connections that wait to be read
     * @param registrations the number of registrations that wait to be admitted
     * @param admitted the number of registrations in progress
     * @param limit the maximum number of registrations in progress at present
     * @param lagNanos how late the event loops are, in nanoseconds
     */
    public record AdmissionQueueState(
            IntSupplier connections,
            IntSupplier registrations,
            IntSupplier admitted,
            IntSupplier limit,
            LongSupplier lagNanos) {}
}

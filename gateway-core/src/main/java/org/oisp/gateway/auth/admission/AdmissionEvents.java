package org.oisp.gateway.auth.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.journal.Journal;

/** What a storm of newcomers looks like: who waits, how many are worked on at once, and whether connected devices feel it. */
public final class AdmissionEvents {

    /** How often it is said that some still wait. */
    private static final int LOOKS_A_LINE = 10;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final AdmissionQueueState admissionQueueState;
    private int looks;
    private int most;

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     * @param journal what operators read
     * @param admissionQueueState who waits
     */
    public AdmissionEvents(MeterRegistry meters, Journal journal, AdmissionQueueState admissionQueueState) {
        this.journal = journal;
        this.admissionQueueState = admissionQueueState;
        gauge(
                meters,
                "gateway.admission.connections.waiting",
                "Accepted connections that have not been read yet, since too many come at once",
                admissionQueueState.connections());
        gauge(
                meters,
                "gateway.admission.registrations.waiting",
                "Registrations that nothing has been done for yet, since too many come at once",
                admissionQueueState.registrations());
        gauge(
                meters,
                "gateway.admission.registrations.admitted",
                "Registrations that are worked on",
                admissionQueueState.admitted());
        gauge(
                meters,
                "gateway.admission.limit",
                "How many registrations may be worked on at once at the moment",
                admissionQueueState.limit());
        Gauge.builder("gateway.loop.lag", admissionQueueState.lagNanos(), lag -> lag.getAsLong() / SECOND)
                .description("How late the latest event loop of the device port was, at the worst, in the last moments")
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

    /** Says when newcomers begin to wait, that they still do, and when none does any more; to be called about once a second. */
    public void summariseLogs() {
        int connections = admissionQueueState.connections().getAsInt();
        int registrations = admissionQueueState.registrations().getAsInt();
        int waiting = connections + registrations;
        if (waiting == 0) {
            if (looks > 0) {
                LogLine.info(
                        "storm_over",
                        "nobody waits to be let in any more, after {} s; it was {} at the most",
                        looks,
                        most);
                journal.system("storm_over", "Nobody waits to be let in any more.");
                looks = 0;
                most = 0;
            }
            return;
        }
        most = Math.max(most, waiting);
        if (looks % LOOKS_A_LINE == 0) {
            LogLine.warn(
                    "storm",
                    "too many come at once: {} connections and {} registrations wait to be let in, {} are worked on",
                    connections,
                    registrations,
                    admissionQueueState.admitted().getAsInt());
        }
        if (looks == 0) {
            journal.system("storm", "Too many come at once: newcomers wait to be let in.");
        }
        looks++;
    }

    /**
     * Who waits.
     *
     * @param connections how many connections wait to be read
     * @param registrations how many registrations wait to be worked on
     * @param admitted how many registrations are worked on
     * @param limit how many may be
     * @param lagNanos how late the event loops are
     */
    public record AdmissionQueueState(
            IntSupplier connections,
            IntSupplier registrations,
            IntSupplier admitted,
            IntSupplier limit,
            LongSupplier lagNanos) {}
}

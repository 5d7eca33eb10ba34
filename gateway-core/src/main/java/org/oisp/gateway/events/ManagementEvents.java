package org.oisp.gateway.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.event.Level;

/** What happened at the management port: counted, and said, but not more than a few times a second. Thread-safe; nothing here blocks. */
public final class ManagementEvents {

    private static final int LOG_LINES_PER_SECOND = 2;

    private final Tally<ApiRefusal> refusals;
    private final Tally<ManagementCut> cuts;
    private final Counter defects;
    private final ThinnedLog refused = new ThinnedLog(
            LogLine.logger(),
            Level.WARN,
            "api_refused",
            "requests to the API refused",
            LOG_LINES_PER_SECOND,
            System::nanoTime);
    private final ThinnedLog failed = new ThinnedLog(
            LogLine.logger(),
            Level.ERROR,
            "internal_error",
            "internal errors at requests to the management port",
            1,
            System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public ManagementEvents(MeterRegistry meters) {
        refusals = new Tally<>(
                meters, ApiRefusal.class, "gateway.api.refusals", "reason", "Requests to the operators' API refused");
        cuts = new Tally<>(
                meters,
                ManagementCut.class,
                "gateway.management.cuts",
                "reason",
                "Connections to the management port closed while their clients sent what nobody waits for");
        defects = Counter.builder("gateway.management.defects")
                .description("Requests to the management port answered 500: defects of the gateway, see its log")
                .register(meters);
    }

    /**
     * A request was refused.
     *
     * @param peer who made it
     * @param why the reason
     */
    public void refused(String peer, ApiRefusal why) {
        refusals.increment(why);
        refused.line("peer={} request to the API refused: {}", LogField.peer(peer), LogField.outcome(why));
    }

    /**
     * A connection was closed while its client sent what nobody waits for.
     *
     * @param why the reason
     */
    public void cut(ManagementCut why) {
        cuts.increment(why);
    }

    /**
     * A request could not be answered, and that is neither the client's fault nor a neighbour's.
     *
     * @param request its method and path
     * @param defect what went wrong
     */
    public void failed(String request, Throwable defect) {
        defects.increment();
        failed.line("internal error at a request to the management port: {}", request, defect);
        FatalErrors.passOn(defect);
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        refused.summarise();
        failed.summarise();
    }
}

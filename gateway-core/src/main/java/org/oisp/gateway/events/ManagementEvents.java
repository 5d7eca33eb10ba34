package org.oisp.gateway.events;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.event.Level;

/** What happened at the operators' API: counted, and said, but not more than a few times a second. Thread-safe; nothing here blocks. */
public final class ManagementEvents {

    private static final int LOG_LINES_PER_SECOND = 2;

    private final Tally<ApiRefusal> refusals;
    private final ThinnedLog refused = new ThinnedLog(
            LogLine.logger(),
            Level.WARN,
            "api_refused",
            "requests to the API refused",
            LOG_LINES_PER_SECOND,
            System::nanoTime);

    /**
     * Registers the meter.
     *
     * @param meters where it is kept
     */
    public ManagementEvents(MeterRegistry meters) {
        refusals = new Tally<>(
                meters, ApiRefusal.class, "gateway.api.refusals", "reason", "Requests to the operators' API refused");
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

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        refused.summarise();
    }
}

package org.oisp.gateway.server.management.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.oisp.gateway.telemetry.FatalErrors;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.slf4j.event.Level;

/** Counts and logs events of the management port; log lines are limited to a few each second. Thread-safe; does not block. */
public final class ManagementEvents {

    private static final int LOG_LINES_PER_SECOND = 2;

    private final MeterRegistry meters;
    private final TaggedCounters<ApiRefusal> refusals;
    private final TaggedCounters<ManagementCloseReason> cuts;
    private final Counter defects;
    private final RateLimitedLog refused = new RateLimitedLog(
            LogLine.logger(),
            Level.WARN,
            "api_refused",
            "requests to the API refused",
            LOG_LINES_PER_SECOND,
            System::nanoTime);
    private final RateLimitedLog malformed = new RateLimitedLog(
            LogLine.logger(),
            Level.WARN,
            "malformed_request",
            "malformed requests to the management port",
            1,
            System::nanoTime);
    private final RateLimitedLog crowded = new RateLimitedLog(
            LogLine.logger(),
            Level.WARN,
            "management_crowded",
            "connections to the management port closed or refused at the limit",
            1,
            System::nanoTime);
    private final RateLimitedLog failed = new RateLimitedLog(
            LogLine.logger(),
            Level.ERROR,
            "internal_error",
            "internal errors in requests to the management port",
            1,
            System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters the registry
     */
    public ManagementEvents(MeterRegistry meters) {
        this.meters = meters;
        refusals = new TaggedCounters<>(
                meters, ApiRefusal.class, "gateway.api.refusals", "reason", "Requests to the operators' API refused");
        cuts = new TaggedCounters<>(
                meters,
                ManagementCloseReason.class,
                "gateway.management.cuts",
                "reason",
                "Connections to the management port that the gateway closed, by reason");
        defects = Counter.builder("gateway.management.defects")
                .description("Requests to the management port answered 500 for an internal error")
                .register(meters);
    }

    /**
     * Counts and logs a refused request.
     *
     * @param peer its client
     * @param why the reason
     */
    public void refused(String peer, ApiRefusal why) {
        refusals.increment(why);
        refused.line("peer={} request to the API refused: {}", LogField.peer(peer), LogField.outcome(why));
    }

    /**
     * Counts a connection that the gateway closed while its client still used it.
     *
     * @param why the reason
     */
    public void cut(ManagementCloseReason why) {
        cuts.increment(why);
    }

    /**
     * Counts and logs an invalid request. The connection closes after the response.
     *
     * @param peer its client
     * @param why what is wrong
     */
    public void malformed(String peer, String why) {
        cuts.increment(ManagementCloseReason.MALFORMED);
        malformed.line("peer={} request to the management port refused: {}", LogField.peer(peer), why);
    }

    /**
     * Logs that there was no room for a new connection.
     *
     * @param peer the address with most connections
     * @param count its connections
     * @param bound the limit
     * @param roomMade whether another was closed for the new one; false if the new one is refused
     */
    public void crowded(String peer, int count, int bound, boolean roomMade) {
        crowded.line(
                roomMade
                        ? "peer={} has {} connections to the management port, the maximum is {}: closes one for the new one"
                        : "peer={} has {} connections to the management port, the maximum is {}: refuses the new one",
                LogField.peer(peer),
                count,
                bound);
    }

    /**
     * Registers the gauge of open connections.
     *
     * @param connections counts them; called at each scrape
     */
    public void connections(Supplier<Number> connections) {
        Gauge.builder("gateway.management.connections", connections)
                .description("Connections to the management port")
                .register(meters);
    }

    /**
     * Counts and logs a request that failed because of a defect, not of the client or a neighbour.
     *
     * @param request its method and path
     * @param defect the error
     */
    public void failed(String request, Throwable defect) {
        defects.increment();
        failed.line("internal error in a request to the management port: {}", request, defect);
        FatalErrors.passOn(defect);
    }

    /** Logs how many lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        refused.summarise();
        malformed.summarise();
        crowded.summarise();
        failed.summarise();
    }
}

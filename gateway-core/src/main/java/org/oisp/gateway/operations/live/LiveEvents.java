package org.oisp.gateway.operations.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.Defects;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts and logs the events of viewers and of the live page. Thread-safe; never blocks. */
public final class LiveEvents {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private final MeterRegistry meters;
    private final TaggedCounters<ViewerEnd> ends;
    private final Counter lost;
    private final Defects defectSites;
    private final RateLimitedLog cut =
            new RateLimitedLog(LOG, Level.INFO, "viewer_cut", "viewers disconnected", 1, System::nanoTime);
    private final RateLimitedLog refused =
            new RateLimitedLog(LOG, Level.WARN, "viewer_refused", "viewers refused", 1, System::nanoTime);
    private final RateLimitedLog defects = new RateLimitedLog(
            LOG, Level.ERROR, "internal_error", "internal errors while sampling", 1, System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters the registry for the meters
     */
    public LiveEvents(MeterRegistry meters) {
        this.meters = meters;
        ends = new TaggedCounters<>(
                meters, ViewerEnd.class, "gateway.live.ends", "outcome", "Viewers that ended or were refused");
        defectSites = new Defects(meters);
        lost = Counter.builder("gateway.live.lost")
                .description("Events skipped for viewers that read too slowly")
                .register(meters);
    }

    /**
     * Registers the gauge of viewers.
     *
     * @param viewers supplies their number; called at each scrape
     */
    public void viewers(Supplier<Number> viewers) {
        Gauge.builder("gateway.live.viewers", viewers)
                .description("Viewers of the live events")
                .register(meters);
    }

    /**
     * Counts and logs a viewer that was refused.
     *
     * @param peer its address
     */
    public void refused(String peer) {
        ends.increment(ViewerEnd.REFUSED);
        refused.line("peer={} a viewer of /api/live is refused: too many are connected", LogField.peer(peer));
    }

    /** Counts a viewer that has ended. */
    public void ended(ViewerEnd why) {
        ends.increment(why);
    }

    /** Counts and logs a viewer that was cut because it does not read. */
    public void cut() {
        ends.increment(ViewerEnd.CUT);
        cut.line("a viewer of /api/live does not read and is disconnected");
    }

    /** Counts an event that was not sent because the viewer has not read earlier ones. */
    public void lost() {
        lost.increment();
    }

    /** Counts and logs a defect while a sample was taken or sent. */
    public void failed(Throwable defect) {
        defects.line("internal error while sampling", defect);
        defectSites.caught(DefectSite.LIVE, defect);
    }

    /**
     * Logs that many devices have disconnected at once, or are back.
     *
     * @param event the event's name
     * @param text the event as a sentence
     */
    public void fleet(String event, String text) {
        LogLine.warn(event, "{}", text);
    }

    /** Logs how many lines were suppressed; called about once a second. */
    public void summariseLogs() {
        cut.summarise();
        refused.summarise();
        defects.summarise();
    }
}

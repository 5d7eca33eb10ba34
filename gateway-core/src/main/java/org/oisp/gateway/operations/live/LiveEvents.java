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

/** What happened to those who watch the gateway: counted, and said where it is odd. Thread-safe; nothing here blocks. */
public final class LiveEvents {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private final MeterRegistry meters;
    private final TaggedCounters<ViewerEnd> ends;
    private final Counter lost;
    private final Defects defectSites;
    private final RateLimitedLog cut =
            new RateLimitedLog(LOG, Level.INFO, "viewer_cut", "viewers cut", 1, System::nanoTime);
    private final RateLimitedLog refused =
            new RateLimitedLog(LOG, Level.WARN, "viewer_refused", "viewers refused", 1, System::nanoTime);
    private final RateLimitedLog defects = new RateLimitedLog(
            LOG, Level.ERROR, "internal_error", "internal errors while sampling", 1, System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public LiveEvents(MeterRegistry meters) {
        this.meters = meters;
        ends = new TaggedCounters<>(
                meters, ViewerEnd.class, "gateway.live.ends", "outcome", "Viewers that watch no more, or were refused");
        defectSites = new Defects(meters);
        lost = Counter.builder("gateway.live.lost")
                .description("Events that were not sent to a viewer which had not read those before")
                .register(meters);
    }

    /**
     * Shows how many watch.
     *
     * @param viewers counts them; called at each scrape
     */
    public void viewers(Supplier<Number> viewers) {
        Gauge.builder("gateway.live.viewers", viewers)
                .description("Viewers of what happens")
                .register(meters);
    }

    /**
     * A viewer got no seat.
     *
     * @param peer its address
     */
    public void refused(String peer) {
        ends.increment(ViewerEnd.REFUSED);
        refused.line("peer={} too many watch already: a viewer of /api/live is refused", LogField.peer(peer));
    }

    /** A viewer watches no more. */
    public void ended(ViewerEnd why) {
        ends.increment(why);
    }

    /** A viewer is cut, since it does not read. */
    public void cut() {
        ends.increment(ViewerEnd.CUT);
        cut.line("a viewer of /api/live does not read and is cut");
    }

    /** An event was not sent to a viewer, who has not read those before. */
    public void lost() {
        lost.increment();
    }

    /** A sample could not be taken or shown. */
    public void failed(Throwable defect) {
        defects.line("internal error at a sample", defect);
        defectSites.caught(DefectSite.LIVE, defect);
    }

    /**
     * Many devices have left at once, or are back.
     *
     * @param event which of them
     * @param text the same as a sentence
     */
    public void fleet(String event, String text) {
        LogLine.warn(event, "{}", text);
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        cut.summarise();
        refused.summarise();
        defects.summarise();
    }
}

package org.oisp.gateway.cluster.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.AttemptOutcome;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.Defects;
import org.oisp.gateway.telemetry.LatencyTimers;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.slf4j.event.Level;

/**
 * What happened between this instance and the others: one method an event, which counts it and writes its log line. Thread-safe;
 * nothing here blocks.
 */
public final class BusEvents {

    private static final int LOG_LINES_PER_SECOND = 10;

    /** What is said of Redis: once when it goes, once when it is back. */
    private enum Said {
        NOTHING,
        AWAY,
        THERE
    }

    private final AtomicBoolean up = new AtomicBoolean();
    private final MeterRegistry meters;
    private final NeighbourHealth health;
    private final TaggedCounters<AttemptOutcome> links;
    private final TaggedCounters<AnnouncementOutcome> arrivals;
    private final Counter lostElsewhere;
    private final Counter delayed;
    private final Counter defects;
    private final Counter notUnderstood;
    private final TaggedCounters<TrustOutcome> trust;
    private final Defects defectSites;
    private final Timer publish;
    private final RateLimitedLog fights = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "fought_over", "devices fought over", LOG_LINES_PER_SECOND, System::nanoTime);
    private final RateLimitedLog odd = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "not_understood", "messages of other instances", 1, System::nanoTime);
    private final RateLimitedLog refused = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "not_believed", "messages that are not believed", 1, System::nanoTime);
    private final RateLimitedLog failures = new RateLimitedLog(
            LogLine.logger(),
            Level.ERROR,
            "internal_error",
            "internal errors at messages of Redis",
            1,
            System::nanoTime);
    private final AtomicBoolean unsigned = new AtomicBoolean();
    private Said said = Said.NOTHING;

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public BusEvents(MeterRegistry meters) {
        this(meters, NeighbourHealth.unwatched());
    }

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     * @param health told whether Redis answers
     */
    public BusEvents(MeterRegistry meters, NeighbourHealth health) {
        this.meters = meters;
        this.health = health;
        links = new TaggedCounters<>(
                meters, AttemptOutcome.class, "gateway.redis.links", "outcome", "Attempts to reach Redis");
        arrivals = new TaggedCounters<>(
                meters,
                AnnouncementOutcome.class,
                "gateway.arrivals",
                "outcome",
                "Devices of which the other instances were to be told");
        lostElsewhere = Counter.builder("gateway.devices.lost")
                .description("Devices that connected to another instance while they were connected here")
                .register(meters);
        delayed = Counter.builder("gateway.registrations.delayed")
                .description("Registrations that had to wait since the device was taken over a moment ago")
                .register(meters);
        publish = LatencyTimers.elsewhere("gateway.redis.publish", "From an actuation handed to Redis to its answer")
                .register(meters);
        defectSites = new Defects(meters);
        defects = Counter.builder("gateway.redis.defects")
                .description("Messages from or for Redis at which something failed that should not")
                .register(meters);
        notUnderstood = Counter.builder("gateway.redis.not.understood")
                .description("Announcements of other instances that could not be read")
                .register(meters);
        trust = new TaggedCounters<>(
                meters,
                TrustOutcome.class,
                "gateway.cluster.messages",
                "outcome",
                "What other instances say over Redis, or somebody in their name");
        gauge("gateway.redis.up", "1 while Redis answers", () -> up.get() ? 1 : 0);
    }

    /**
     * Adds a gauge.
     *
     * @param name its name
     * @param description what it shows
     * @param value what it shows now; called at each scrape
     */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(meters);
    }

    /** Redis is there. */
    public synchronized void linked(String where) {
        up.set(true);
        links.increment(AttemptOutcome.DONE);
        health.up(Neighbour.REDIS);
        if (said != Said.THERE) {
            LogLine.info(
                    "redis_up",
                    said == Said.NOTHING
                            ? "Redis at {} is there"
                            : "Redis at {} is back; the other instances are told what is connected here",
                    where);
            said = Said.THERE;
        }
    }

    /** Redis is away, or still is; said once until it is back. */
    public synchronized void unlinked(String where, @Nullable String why) {
        up.set(false);
        links.increment(AttemptOutcome.FAILED);
        health.down(Neighbour.REDIS, why);
        if (said != Said.AWAY) {
            LogLine.warn(
                    "redis_down",
                    "Redis at {} is away: {}; devices that are connected here get their actuations, and it is tried again",
                    where,
                    new UntrustedText(why));
            said = Said.AWAY;
        }
    }

    /** The gateway stops: that Redis is left is no failure. */
    public synchronized void left() {
        up.set(false);
    }

    /** The others were told of a device, or not. */
    public void arrived(AnnouncementOutcome outcome) {
        arrivals.increment(outcome);
    }

    /** A device was connected here, and has connected to another instance. */
    public void lost() {
        lostElsewhere.increment();
    }

    /**
     * A registration has to wait.
     *
     * @param device whose
     * @param first whether it is the first one in this fight
     */
    public void delayed(Object device, boolean first) {
        delayed.increment();
        if (first) {
            fights.line(
                    "device={} is fought over by several connections: each may take it over, but only one a second",
                    LogField.device(device));
        }
    }

    /**
     * Redis answered to a publication.
     *
     * @param nanos how long that took
     */
    public void published(long nanos) {
        publish.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What came from Redis could not be used; it is left out. */
    public void notUnderstood(String channel, @Nullable Object why) {
        notUnderstood.increment();
        odd.line("a message on {} is left out: {}", new UntrustedText(channel), new UntrustedText(why));
    }

    /** A message of another instance is believed. */
    public void believed(TrustOutcome outcome) {
        trust.increment(outcome);
    }

    /**
     * A message of another instance is not believed.
     *
     * @param outcome why
     * @param instance who says that it is from there; null for nobody
     * @param channel where it came
     */
    public void refused(TrustOutcome outcome, @Nullable Object instance, String channel) {
        trust.increment(outcome);
        refused.line(
                "a message on {} that says it is from instance {} is not believed: {}",
                new UntrustedText(channel),
                new UntrustedText(instance),
                outcome.words());
    }

    /**
     * Another instance is said to have a device, at a time that cannot be.
     *
     * @param instance who says so
     * @param device the device
     */
    public void ahead(String instance, Object device) {
        trust.increment(TrustOutcome.AHEAD);
        refused.line(
                "instance {} is not believed to have device {}: {}",
                new UntrustedText(instance),
                device,
                TrustOutcome.AHEAD.words());
    }

    /** There is no secret that instances could sign with; said once. */
    public void noSecret() {
        if (unsigned.compareAndSet(false, true)) {
            LogLine.warn(
                    "cluster_unsigned",
                    "instances cannot sign what they say to each other over Redis: no right to make or read the table"
                            + " gateway.cluster, and GATEWAY_CLUSTER_SECRET is not set; whoever may publish there is believed");
        }
    }

    /** Something failed that should not. */
    public void failed(Throwable defect) {
        defects.increment();
        failures.line("internal error at a message of Redis", defect);
        defectSites.caught(DefectSite.REDIS, defect);
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        fights.summarise();
        odd.summarise();
        refused.summarise();
        failures.summarise();
    }
}

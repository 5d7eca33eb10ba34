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

/** Counts and logs the events of the communication between instances, one method per event. Thread-safe; never blocks. */
public final class BusEvents {

    private static final int LOG_LINES_PER_SECOND = 10;

    /** The last state of Redis that was logged, so that each change is logged once. */
    private enum LoggedState {
        NOTHING,
        DOWN,
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
    private final Counter otherNode;
    private final TaggedCounters<TrustOutcome> trust;
    private final Defects defectSites;
    private final Timer publish;
    private final RateLimitedLog fights = new RateLimitedLog(
            LogLine.logger(),
            Level.WARN,
            "fought_over",
            "devices taken over repeatedly",
            LOG_LINES_PER_SECOND,
            System::nanoTime);
    private final RateLimitedLog odd = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "not_understood", "messages of other instances", 1, System::nanoTime);
    private final RateLimitedLog refused =
            new RateLimitedLog(LogLine.logger(), Level.WARN, "not_believed", "untrusted messages", 1, System::nanoTime);
    private final RateLimitedLog failures = new RateLimitedLog(
            LogLine.logger(), Level.ERROR, "internal_error", "internal errors in Redis messages", 1, System::nanoTime);
    private final AtomicBoolean unsigned = new AtomicBoolean();
    private LoggedState loggedState = LoggedState.NOTHING;

    /**
     * Registers the meters, without tracking the health of Redis.
     *
     * @param meters the registry for the meters
     */
    public BusEvents(MeterRegistry meters) {
        this(meters, NeighbourHealth.unwatched());
    }

    /**
     * Registers the meters.
     *
     * @param meters the registry for the meters
     * @param health receives whether Redis answers
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
                "Announcements of devices to the other instances");
        lostElsewhere = Counter.builder("gateway.devices.lost")
                .description("Devices that connected to another instance while connected here")
                .register(meters);
        delayed = Counter.builder("gateway.registrations.delayed")
                .description("Registrations delayed because the device was taken over a moment ago")
                .register(meters);
        publish = LatencyTimers.elsewhere(
                        "gateway.redis.publish", "Time from publishing an actuation to Redis until its reply")
                .register(meters);
        defectSites = new Defects(meters);
        defects = Counter.builder("gateway.redis.defects")
                .description("Messages from or to Redis that caused an internal error")
                .register(meters);
        notUnderstood = Counter.builder("gateway.redis.not.understood")
                .description("Announcements of other instances that could not be read")
                .register(meters);
        otherNode = Counter.builder("gateway.redis.other.node")
                .description("Actuations that came over another node of a Redis Cluster and were not delivered")
                .register(meters);
        trust = new TaggedCounters<>(
                meters,
                TrustOutcome.class,
                "gateway.cluster.messages",
                "outcome",
                "Messages received over Redis in the name of other instances");
        gauge("gateway.redis.up", "1 if Redis answers, else 0", () -> up.get() ? 1 : 0);
    }

    /**
     * Registers a gauge.
     *
     * @param name the meter's name
     * @param description the meter's help text
     * @param value supplies the current value; called at each scrape
     */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(meters);
    }

    /**
     * Records that Redis is connected; logs the first time and after each outage.
     *
     * @param where the server, and why it is this one
     * @param chosen whether others than the operator chose it, so that the operator has to be told
     */
    public synchronized void linked(String where, boolean chosen) {
        up.set(true);
        links.increment(AttemptOutcome.DONE);
        health.up(Neighbour.REDIS, chosen ? where : null);
        if (loggedState != LoggedState.THERE) {
            LogLine.info(
                    "redis_up",
                    loggedState == LoggedState.NOTHING
                            ? "connected to Redis at {}"
                            : "reconnected to Redis at {}; announces the devices here to the other instances",
                    where);
            loggedState = LoggedState.THERE;
        }
    }

    /** Records that Redis is unavailable; logs once per outage. */
    public synchronized void unlinked(String where, @Nullable String why) {
        up.set(false);
        links.increment(AttemptOutcome.FAILED);
        health.down(Neighbour.REDIS, why);
        if (loggedState != LoggedState.DOWN) {
            LogLine.warn(
                    "redis_down",
                    "Redis at {} is unavailable: {}; devices connected here still get their actuations; the gateway tries again",
                    where,
                    new UntrustedText(why));
            loggedState = LoggedState.DOWN;
        }
    }

    /** Records that the gateway itself disconnected from Redis because it stops; not a failure. */
    public synchronized void disconnected() {
        up.set(false);
    }

    /** Counts whether the other instances were told of a device in time. */
    public void arrived(AnnouncementOutcome outcome) {
        arrivals.increment(outcome);
    }

    /** Counts a device that was connected here and has connected to another instance. */
    public void lost() {
        lostElsewhere.increment();
    }

    /**
     * Counts a delayed registration and logs the first one for a device.
     *
     * @param device the device's address
     * @param first whether it is the first delay since the take-overs of this device began
     */
    public void delayed(Object device, boolean first) {
        delayed.increment();
        if (first) {
            fights.line(
                    "device={} is taken over repeatedly by several connections; take-overs are limited to one a second",
                    LogField.device(device));
        }
    }

    /**
     * Records how long Redis took to answer a publication.
     *
     * @param nanos the time in nanoseconds
     */
    public void published(long nanos) {
        publish.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts and logs a message from Redis that is ignored because it is unreadable. */
    public void notUnderstood(String channel, @Nullable Object why) {
        notUnderstood.increment();
        odd.line("a message on {} is ignored: {}", new UntrustedText(channel), new UntrustedText(why));
    }

    /**
     * Counts and logs an actuation of another instance that was sent over another node of a Redis Cluster. Its sender is told that it was
     * not delivered, since a node counts only its own subscribers.
     *
     * @param device the device that it is for
     */
    public void otherNode(Object device) {
        otherNode.increment();
        odd.line(
                "an actuation for device={} came over another node of the Redis Cluster and is not delivered; its sender is told so",
                LogField.device(device));
    }

    /** Counts a message of another instance that is accepted. */
    public void believed(TrustOutcome outcome) {
        trust.increment(outcome);
    }

    /**
     * Counts and logs a message of another instance that is rejected.
     *
     * @param outcome the reason
     * @param instance the sender that the message claims; null if it has no signature
     * @param channel the channel on which it arrived
     */
    public void refused(TrustOutcome outcome, @Nullable Object instance, String channel) {
        trust.increment(outcome);
        refused.line(
                "a message on {} in the name of instance {} is not trusted: {}",
                new UntrustedText(channel),
                new UntrustedText(instance),
                outcome.words());
    }

    /**
     * Counts and logs a claim to a device whose bind time is ahead of the database's clock.
     *
     * @param instance the instance that claims the device
     * @param device the device
     */
    public void ahead(String instance, Object device) {
        trust.increment(TrustOutcome.AHEAD);
        refused.line(
                "instance {} claims device {}, which is not trusted: {}",
                new UntrustedText(instance),
                device,
                TrustOutcome.AHEAD.words());
    }

    /** Logs, once, that there is no shared secret to sign messages with. */
    public void noSecret() {
        if (unsigned.compareAndSet(false, true)) {
            LogLine.warn(
                    "cluster_unsigned",
                    "messages between instances over Redis cannot be signed: no right to create or read the table"
                            + " gateway.cluster, and GATEWAY_CLUSTER_SECRET is not set; any publisher is trusted");
        }
    }

    /** Counts and logs a defect. */
    public void failed(Throwable defect) {
        defects.increment();
        failures.line("internal error in a Redis message", defect);
        defectSites.caught(DefectSite.REDIS, defect);
    }

    /** Logs how many lines were suppressed; called about once a second. */
    public void summariseLogs() {
        fights.summarise();
        odd.summarise();
        refused.summarise();
        failures.summarise();
    }
}

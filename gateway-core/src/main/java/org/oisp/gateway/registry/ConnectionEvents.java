package org.oisp.gateway.registry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.Defects;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import org.oisp.gateway.telemetry.journal.JournalSubject;
import org.oisp.gateway.telemetry.journal.NamedDevice;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Counts connections, and records why they end, in meters, log and journal. Thread-safe, never blocks. Never given a token, a password
 * or a payload.
 */
public final class ConnectionEvents {

    private final AtomicInteger connections = new AtomicInteger();
    private final Journal journal;
    private final TaggedCounters<DropReason> drops;
    private final TaggedCounters<DiscardReason> discards;
    private final Defects defectSites;
    private final RateLimitedLog released;
    private final RateLimitedLog dropped;
    private final RateLimitedLog evictions;
    private final RateLimitedLog discarded;
    private final RateLimitedLog defects =
            RateLimitedLog.ofEvents(LogLine.logger(), Level.ERROR, "internal_error", "internal errors");

    /**
     * Registers the meters; nothing is written to a journal.
     *
     * @param meters where they are registered
     */
    public ConnectionEvents(MeterRegistry meters) {
        this(meters, Journal.unread());
    }

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     * @param journal the journal that operators read
     */
    public ConnectionEvents(MeterRegistry meters, Journal journal) {
        this(meters, journal, LogLine.logger());
    }

    /**
     * Creates events that appear in no log or journal, except for defects, which are logged.
     *
     * @param unseen a registry that no operator sees
     * @param unread a log that no operator reads
     * @return a new instance, with a connection count of its own
     */
    public static ConnectionEvents silent(MeterRegistry unseen, Logger unread) {
        return new ConnectionEvents(unseen, Journal.unread(), unread);
    }

    private ConnectionEvents(MeterRegistry meters, Journal journal, Logger log) {
        this.journal = journal;
        released = RateLimitedLog.ofEvents(log, Level.INFO, "gone", "devices disconnected");
        dropped = RateLimitedLog.ofEvents(log, Level.INFO, "dropped", "connections dropped");
        evictions = RateLimitedLog.ofEvents(log, Level.WARN, "evicted", "connections dropped for their memory use");
        drops = new TaggedCounters<>(
                meters, DropReason.class, "gateway.drops", "reason", "Connections that the gateway closed");
        discarded = RateLimitedLog.ofEvents(log, Level.INFO, "discarded", "losses of waiting actuations");
        discards = new TaggedCounters<>(
                meters,
                DiscardReason.class,
                "gateway.actuations.discarded",
                "reason",
                "Accepted actuations that were not given to the device's socket");
        defectSites = new Defects(meters);
        Gauge.builder("gateway.connections", connections, AtomicInteger::get)
                .description("Sockets open on the device port")
                .register(meters);
    }

    /**
     * Counts an accepted socket.
     *
     * @return the number of open sockets, this one included
     */
    public int connected() {
        return connections.incrementAndGet();
    }

    /** Returns the number of open sockets. */
    public int connections() {
        return connections.get();
    }

    /** Counts a closed socket. */
    public void disconnected() {
        connections.decrementAndGet();
    }

    /** Records that a registered device has disconnected. */
    public void released(Object peer, DeviceIdentity device, DisconnectReason why) {
        released.line("peer={} device={} gone", LogField.peer(peer), LogField.device(device));
        journal.record(EntryKind.GONE, JournalSubject.of(device), peer, why.outcome(), why.sentence());
    }

    /**
     * Records that the gateway ends a connection.
     *
     * @param device the device registered on it; null if there is none, or there are several
     */
    public void dropped(Object peer, @Nullable DeviceIdentity device, DropReason why) {
        drops.increment(why);
        dropped.line("peer={} dropped: {}", LogField.peer(peer), LogField.outcome(why));
        journal.record(EntryKind.DROPPED, NamedDevice.of(device), peer, why, why.sentence());
    }

    /**
     * Records that accepted actuations are not given to the device's socket.
     *
     * @param count how many, at least 1
     */
    public void discarded(DeviceIdentity device, int count, DiscardReason why) {
        discards.add(why, count);
        discarded.line(
                "device={} {} waiting actuations lost: {}", LogField.device(device), count, LogField.outcome(why));
        journal.record(
                EntryKind.LOST,
                JournalSubject.of(device),
                null,
                why,
                count + " waiting actuations lost. " + why.sentence());
    }

    /**
     * Records that the gateway ends a connection because the memory budget is exhausted and this connection holds the most.
     *
     * @param device the device registered on it; null if there is none, or there are several
     */
    public void evicted(Object peer, @Nullable DeviceIdentity device, Eviction eviction) {
        DropReason why = DropReason.MEMORY;
        drops.increment(why);
        evictions.line(
                "peer={} device={} dropped: {}: it held {} bytes for {} s; all {} together held {} of {} bytes",
                LogField.peer(peer),
                LogField.device(device),
                LogField.outcome(why),
                eviction.bytes(),
                TimeUnit.NANOSECONDS.toSeconds(eviction.nanos()),
                eviction.registered() ? "peers" : "strangers",
                eviction.held(),
                eviction.limit());
        journal.record(EntryKind.DROPPED, NamedDevice.of(device), peer, why, why.sentence());
    }

    /**
     * Records that the gateway ends a connection because of a defect of its own.
     *
     * @param where where the defect was caught
     * @param device the device registered on it; null if there is none, there are several, or it is unknown
     */
    public void failed(DefectSite where, Object peer, @Nullable DeviceIdentity device, Throwable defect) {
        DropReason why = DropReason.INTERNAL_ERROR;
        drops.increment(why);
        journal.record(EntryKind.DROPPED, NamedDevice.of(device), peer, why, why.sentence());
        defects.line("peer={} dropped: internal error", LogField.peer(peer), defect);
        defectSites.caught(where, defect);
    }

    /**
     * Records a defect of the gateway that ends no connection.
     *
     * @param where where the defect was caught
     * @param peer the connection concerned
     */
    public void defect(DefectSite where, Object peer, Throwable defect) {
        defects.line("peer={} internal error", LogField.peer(peer), defect);
        defectSites.caught(where, defect);
    }

    /**
     * Returns how many connections the gateway ended.
     *
     * @return the count for each reason, by its tag
     */
    public Map<String, Long> drops() {
        return drops.counts();
    }

    /** Logs how many log lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        List.of(released, dropped, evictions, discarded, defects).forEach(RateLimitedLog::summarise);
    }
}

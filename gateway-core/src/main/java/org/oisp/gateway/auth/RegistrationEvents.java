package org.oisp.gateway.auth;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.telemetry.LatencyTimers;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import org.oisp.gateway.telemetry.journal.JournalSubject;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Records the outcome of each registration in meters, log and journal. Thread-safe, never blocks. Never given a token. */
public final class RegistrationEvents {

    private final Journal journal;
    private final TaggedCounters<RegistrationOutcome> registrations;
    private final Timer registration;
    private final Timer refusal;
    private final RateLimitedLog registered;
    private final RateLimitedLog refused;

    /**
     * Registers the meters; writes to no journal.
     *
     * @param meters the registry
     */
    public RegistrationEvents(MeterRegistry meters) {
        this(meters, Journal.unread());
    }

    /**
     * Registers the meters.
     *
     * @param meters the registry
     * @param journal the journal that operators read
     */
    public RegistrationEvents(MeterRegistry meters, Journal journal) {
        this(meters, journal, LogLine.logger());
    }

    /** Returns events that appear in no journal, and only in meters and a log that no operator sees. */
    public static RegistrationEvents silent(MeterRegistry unseen, Logger unread) {
        return new RegistrationEvents(unseen, Journal.unread(), unread);
    }

    private RegistrationEvents(MeterRegistry meters, Journal journal, Logger log) {
        this.journal = journal;
        registered = RateLimitedLog.ofEvents(log, Level.INFO, "registered", "devices registered");
        refused = RateLimitedLog.ofEvents(log, Level.WARN, "refused", "registrations refused");
        registrations = new TaggedCounters<>(
                meters, RegistrationOutcome.class, "gateway.registrations", "outcome", "Registrations of devices");
        registration = timer(meters, "registered");
        refusal = timer(meters, "refused");
    }

    /** Records that a device is registered: its row is written and the device was told so. */
    public void registered(Object peer, DeviceIdentity device) {
        registrations.increment(RegistrationOutcome.REGISTERED);
        registered.line("peer={} device={} registered", LogField.peer(peer), LogField.device(device));
        journal.record(EntryKind.REGISTERED, JournalSubject.of(device), peer, null, "Registered.");
    }

    /**
     * Records that a device was not registered.
     *
     * @param claimedId the id that the device sent, not verified
     */
    public void refused(Object peer, @Nullable String claimedId, RegistrationOutcome why) {
        registrations.increment(why);
        String shownId = ClaimedId.shown(claimedId);
        refused.line(
                "peer={} device={} not registered: {}",
                LogField.peer(peer),
                LogField.device(shownId),
                LogField.outcome(why));
        journal.record(EntryKind.REFUSED, JournalSubject.claimed(shownId), peer, why, why.sentence());
    }

    /**
     * Records that a registration was answered.
     *
     * @param granted whether the device is registered
     * @param sinceReceivedNanos the time since its message was received
     */
    public void answered(boolean granted, long sinceReceivedNanos) {
        (granted ? registration : refusal).record(sinceReceivedNanos, TimeUnit.NANOSECONDS);
    }

    /** Returns the number of registrations for each outcome, by its tag. */
    public Map<String, Long> counts() {
        return registrations.counts();
    }

    /** Logs how many log lines were left out. Call about once a second. */
    public void summariseLogs() {
        registered.summarise();
        refused.summarise();
    }

    private static Timer timer(MeterRegistry meters, String outcome) {
        return LatencyTimers.elsewhere("gateway.registration", "From a device's message to its answer")
                .tag("outcome", outcome)
                .register(meters);
    }
}

package org.oisp.gateway.routing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.receipt.ReportResult;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.DeliveryTimes;
import org.oisp.gateway.telemetry.LatencyTimers;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;
import org.oisp.gateway.telemetry.journal.NamedDevice;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Records what becomes of each actuation in meters, log and journal. Thread-safe, never blocks. Never given credentials or a payload.
 */
public final class ActuationEvents implements DeliveryObserver.DeliveryTimer {

    private final AtomicInteger heldSenders = new AtomicInteger();
    private final Counter holds;
    private final Journal journal;
    private final ConnectionEvents connections;
    private final TaggedCounters<ActuationOutcome> actuations;
    private final TaggedCounters<ReportResult> reports;
    private final Timer delivery;
    private final DeliveryTimes deliveryTimes = new DeliveryTimes();
    private final RateLimitedLog undelivered;
    private final RateLimitedLog slowed;

    /**
     * Registers the meters; nothing is written to a journal.
     *
     * @param meters where they are registered
     */
    public ActuationEvents(MeterRegistry meters) {
        this(meters, Journal.unread(), new ConnectionEvents(meters));
    }

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     * @param journal the journal that operators read
     * @param connections is told of defects
     */
    public ActuationEvents(MeterRegistry meters, Journal journal, ConnectionEvents connections) {
        this(meters, journal, connections, LogLine.logger());
    }

    /**
     * Creates events that appear in no log or journal.
     *
     * @param unseen a registry that no operator sees
     * @param unread a log that no operator reads
     * @param connections is told of defects
     * @return a new instance
     */
    public static ActuationEvents silent(MeterRegistry unseen, Logger unread, ConnectionEvents connections) {
        return new ActuationEvents(unseen, Journal.unread(), connections, unread);
    }

    private ActuationEvents(MeterRegistry meters, Journal journal, ConnectionEvents connections, Logger log) {
        this.journal = journal;
        this.connections = connections;
        undelivered = RateLimitedLog.ofEvents(log, Level.INFO, "lost", "actuations not delivered");
        slowed = RateLimitedLog.ofEvents(log, Level.WARN, "slowed", "senders slowed");
        actuations = new TaggedCounters<>(
                meters, ActuationOutcome.class, "gateway.actuations", "outcome", "Actuations received from senders");
        reports = new TaggedCounters<>(
                meters,
                ReportResult.class,
                "gateway.device.reports",
                "result",
                "Reports of devices on their actuations");
        delivery = LatencyTimers.within(
                        "gateway.delivery",
                        "Time from reading an actuation from its sender's socket until its frame is handed to the device's socket")
                .register(meters);
        holds = Counter.builder("gateway.sender.holds")
                .description("Times that reading from a sender paused because its share of a device's mailbox was full")
                .register(meters);
        Gauge.builder("gateway.senders.held", heldSenders, AtomicInteger::get)
                .description("Senders that are not read at the moment because their share of a mailbox is full")
                .register(meters);
    }

    /** Returns where the events of mailboxes are recorded. */
    ConnectionEvents connections() {
        return connections;
    }

    /** Records that an actuation was put into its device's mailbox. */
    public void accepted() {
        actuations.increment(ActuationOutcome.ACCEPTED);
    }

    /** Records a device's report on an actuation. */
    public void reported(ReportResult result) {
        reports.increment(result);
    }

    /** Records that another instance received an actuation. */
    public void forwarded() {
        actuations.increment(ActuationOutcome.FORWARDED);
    }

    /**
     * Records in the journal that another instance received an operator's actuation. {@link #forwarded} counts it.
     *
     * @param target the device it names
     */
    public void forwardedForOperator(Object target) {
        ActuationOutcome outcome = ActuationOutcome.FORWARDED;
        journal.record(EntryKind.FORWARDED, NamedDevice.of(target), null, outcome, outcome.sentence());
    }

    /**
     * Records that an actuation was not delivered.
     *
     * @param target the device it names
     */
    public void lost(Object target, ActuationOutcome why) {
        actuations.increment(why);
        undelivered.line("actuation for {} not delivered: {}", LogField.device(target), LogField.outcome(why));
        journal.record(EntryKind.LOST, NamedDevice.of(target), null, why, why.sentence());
    }

    /**
     * Records that an actuation was not delivered, and names its sender in log and journal.
     *
     * @param sender the sender; its {@code toString} returns its address
     * @param target the device it names
     */
    public void refused(Object sender, Object target, ActuationOutcome why) {
        actuations.increment(why);
        undelivered.line(
                "peer={} actuation for {} not delivered: {}",
                LogField.peer(sender),
                LogField.device(target),
                LogField.outcome(why));
        journal.record(EntryKind.LOST, NamedDevice.of(target), sender, why, why.sentence());
    }

    /** Records that a sender is not read from now on, until {@link #senderReleased}. */
    public void senderHeld() {
        heldSenders.incrementAndGet();
        holds.increment();
    }

    /** Records that a sender is read again, or has disconnected. */
    public void senderReleased() {
        heldSenders.decrementAndGet();
    }

    /**
     * Records that a sender was held. To be called now and then while one sender is held repeatedly.
     *
     * @param sender the sender; its {@code toString} returns its address
     * @param target the device in whose mailbox its share was full
     * @param times how often it was held since the last call
     */
    public void senderSlowed(Object sender, Object target, long times) {
        slowed.line(
                "peer={} slowed: it sends to {} faster than the device reads; held {} times",
                LogField.peer(sender),
                LogField.device(target),
                times);
        journal.record(
                EntryKind.SLOWED,
                NamedDevice.of(target),
                sender,
                null,
                "A sender was slowed down: it sends faster than the device reads, and its share of the mailbox was full.");
    }

    /**
     * Records that an actuation's frame was handed to the device's socket.
     *
     * @param sinceReceivedNanos nanoseconds since it was read from the sender's socket
     */
    @Override
    public void delivered(long sinceReceivedNanos) {
        delivery.record(sinceReceivedNanos, TimeUnit.NANOSECONDS);
        deliveryTimes.record(sinceReceivedNanos);
    }

    /**
     * Records a defect in the tracing of an actuation. It ends no connection.
     *
     * @param peer the connection concerned
     */
    void tracingFailed(Object peer, Throwable defect) {
        connections.defect(DefectSite.TRACE, peer, defect);
    }

    /**
     * Returns the number of actuations.
     *
     * @return the count for each outcome, by its tag
     */
    public Map<String, Long> counts() {
        return actuations.counts();
    }

    /**
     * Returns how long deliveries take.
     *
     * @return to be read by one thread
     */
    public DeliveryTimes deliveryTimes() {
        return deliveryTimes;
    }

    /** Logs how many log lines were suppressed. To be called about once a second. */
    public void summariseLogs() {
        undelivered.summarise();
        slowed.summarise();
    }
}

package org.oisp.gateway.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.journal.JournalEntry.Kind;
import org.oisp.gateway.journal.JournalSubject;
import org.oisp.gateway.memory.Eviction;
import org.oisp.gateway.protocol.Receipt;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.NOPLogger;

/**
 * What happened to connections, devices and actuations: one method an event, which counts it and writes its log line, connection
 * and device first, and its entry of the journal. No token, password or payload is ever given to it. Thread-safe; nothing here blocks.
 */
public final class GatewayEvents implements Receipt.DeliveryTimer {

    /** How many log lines of one kind are written a second; the rest is summed up. */
    private static final int LOG_LINES_PER_SECOND = 10;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger heldSenders = new AtomicInteger();
    private final Counter holds;
    private final MeterRegistry meters;
    private final Journal journal;
    private final Tally<HandshakeOutcome> handshakes;
    private final Tally<RegistrationOutcome> registrations;
    private final Tally<ActuationOutcome> actuations;
    private final Tally<DropReason> drops;
    private final Defects defectSites;
    private final Timer delivery;
    private final Timer registration;
    private final Timer refusal;
    private final DeliveryTimes deliveryTimes = new DeliveryTimes();
    private final StrangerEvents strangers;

    private final Logger log;
    private final ThinnedLog registered;
    private final ThinnedLog refused;
    private final ThinnedLog released;
    private final ThinnedLog dropped;
    private final ThinnedLog evictions;
    private final ThinnedLog broken;
    private final ThinnedLog undelivered;
    private final ThinnedLog slowed;
    private final ThinnedLog defects = thinned(LogLine.logger(), Level.ERROR, "internal_error", "internal errors");
    private final List<ThinnedLog> thinnedLogs;

    /**
     * Registers the meters; nobody reads a journal.
     *
     * @param meters where they are kept
     */
    public GatewayEvents(MeterRegistry meters) {
        this(meters, Journal.unread());
    }

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     * @param journal what operators read
     */
    public GatewayEvents(MeterRegistry meters, Journal journal) {
        this(meters, journal, LogLine.logger());
    }

    /**
     * Events of connections that are nobody's business: in no meter, no journal and no log, but for defects.
     *
     * @return events of their own
     */
    public static GatewayEvents untold() {
        return new GatewayEvents(new CompositeMeterRegistry(), Journal.unread(), NOPLogger.NOP_LOGGER);
    }

    private GatewayEvents(MeterRegistry meters, Journal journal, Logger log) {
        this.log = log;
        registered = thinned(log, Level.INFO, "registered", "devices registered");
        refused = thinned(log, Level.WARN, "refused", "registrations refused");
        released = thinned(log, Level.INFO, "gone", "devices gone");
        dropped = thinned(log, Level.INFO, "dropped", "connections dropped");
        evictions = thinned(log, Level.WARN, "evicted", "connections dropped that held most");
        broken = thinned(log, Level.INFO, "handshake_broken", "connections that did not get to a handshake");
        undelivered = thinned(log, Level.INFO, "lost", "actuations not delivered");
        slowed = thinned(log, Level.WARN, "slowed", "senders slowed");
        thinnedLogs = List.of(registered, refused, released, dropped, evictions, broken, undelivered, slowed, defects);
        this.meters = meters;
        this.journal = journal;
        handshakes = new Tally<>(
                meters,
                HandshakeOutcome.class,
                "gateway.handshakes",
                "outcome",
                "Handshakes and plain HTTP requests on the device port");
        registrations = new Tally<>(
                meters, RegistrationOutcome.class, "gateway.registrations", "outcome", "Registrations of devices");
        actuations = new Tally<>(
                meters, ActuationOutcome.class, "gateway.actuations", "outcome", "Actuations received from senders");
        drops = new Tally<>(meters, DropReason.class, "gateway.drops", "reason", "Connections that the gateway ended");
        defectSites = new Defects(meters);
        strangers = new StrangerEvents(meters, journal);
        delivery = Latencies.within(
                        "gateway.delivery",
                        "From an actuation read off its sender's socket to its frame handed to the device's socket")
                .register(meters);
        registration = registrationTimer("registered");
        refusal = registrationTimer("refused");
        holds = Counter.builder("gateway.sender.holds")
                .description("How often a sender was not read since its share of a device's mailbox was full")
                .register(meters);
        gauge("gateway.senders.held", "Senders that are not read just now for that reason", heldSenders::get);
        gauge("gateway.connections", "Sockets open on the device port", connections::get);
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

    /**
     * A socket was accepted.
     *
     * @return how many are open now, this one included
     */
    public int connected() {
        return connections.incrementAndGet();
    }

    /**
     * How many sockets are open.
     *
     * @return those accepted and not yet closed
     */
    public int connections() {
        return connections.get();
    }

    /** A socket is closed. */
    public void disconnected() {
        connections.decrementAndGet();
    }

    /** A handshake or a plain HTTP request was answered. */
    public void handshake(Object peer, HandshakeOutcome outcome) {
        handshakes.increment(outcome);
        if (log.isDebugEnabled()) {
            LogLine.write(
                    log,
                    Level.DEBUG,
                    "handshake",
                    "peer={} handshake {}",
                    LogField.peer(peer),
                    LogField.outcome(outcome));
        }
    }

    /**
     * A connection was closed without an answer before there was a handshake.
     *
     * @param why what was wrong, perhaps in words that the peer chose; no bytes that it sent
     */
    public void handshakeBroken(Object peer, HandshakeOutcome outcome, @Nullable Object why) {
        handshakes.increment(outcome);
        broken.line("peer={} closed: {}: {}", LogField.peer(peer), LogField.outcome(outcome), new ForeignText(why));
    }

    /** A device is registered: its row is written and it is told so. */
    public void registered(Object peer, DeviceIdentity device) {
        registrations.increment(RegistrationOutcome.REGISTERED);
        registered.line("peer={} device={} registered", LogField.peer(peer), LogField.device(device));
        journal.record(Kind.REGISTERED, JournalSubject.of(device), peer, null, "Registered.");
    }

    /**
     * A device was not registered.
     *
     * @param claimedId the id it gave, which nobody has checked
     */
    public void registrationRefused(Object peer, @Nullable String claimedId, RegistrationOutcome why) {
        registrations.increment(why);
        String shownId = ClaimedId.shown(claimedId);
        refused.line(
                "peer={} device={} not registered: {}",
                LogField.peer(peer),
                LogField.device(shownId),
                LogField.outcome(why));
        journal.record(Kind.REFUSED, JournalSubject.claimed(shownId), peer, why, why.sentence());
    }

    /**
     * A registration has its answer.
     *
     * @param granted whether that is a good one
     * @param sinceReceivedNanos how long ago its message was received
     */
    public void registrationAnswered(boolean granted, long sinceReceivedNanos) {
        (granted ? registration : refusal).record(sinceReceivedNanos, TimeUnit.NANOSECONDS);
    }

    /** A registered device is no longer connected. */
    public void released(Object peer, DeviceIdentity device, Departure why) {
        released.line("peer={} device={} gone", LogField.peer(peer), LogField.device(device));
        journal.record(Kind.GONE, JournalSubject.of(device), peer, why.outcome(), why.sentence());
    }

    /**
     * The gateway ends a connection.
     *
     * @param device the device that is registered on it; null if there is none, or there are several
     */
    public void dropped(Object peer, @Nullable DeviceIdentity device, DropReason why) {
        drops.increment(why);
        dropped.line("peer={} dropped: {}", LogField.peer(peer), LogField.outcome(why));
        journal.record(Kind.DROPPED, NamedDevice.of(device), peer, why, why.sentence());
    }

    /**
     * The gateway ends a connection since peers make it hold too much, and this one most.
     *
     * @param device the device that is registered on it; null if there is none, or there are several
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
        journal.record(Kind.DROPPED, NamedDevice.of(device), peer, why, why.sentence());
    }

    /**
     * The gateway ends a connection because of a defect of its own.
     *
     * @param where where it was caught
     * @param device the device that is registered on it; null if there is none, or there are several, or it is not known
     */
    public void failed(DefectSite where, Object peer, @Nullable DeviceIdentity device, Throwable defect) {
        DropReason why = DropReason.INTERNAL_ERROR;
        drops.increment(why);
        journal.record(Kind.DROPPED, NamedDevice.of(device), peer, why, why.sentence());
        defects.line("peer={} dropped: internal error", LogField.peer(peer), defect);
        defectSites.caught(where, defect);
    }

    /**
     * A defect of the gateway that ends no connection.
     *
     * @param where where it was caught
     * @param peer whose connection it was about
     */
    public void defect(DefectSite where, Object peer, Throwable defect) {
        defects.line("peer={} internal error", LogField.peer(peer), defect);
        defectSites.caught(where, defect);
    }

    /** An actuation was put into its device's mailbox. */
    public void actuationAccepted() {
        actuations.increment(ActuationOutcome.ACCEPTED);
    }

    /** An actuation was heard by another instance. */
    public void actuationForwarded() {
        actuations.increment(ActuationOutcome.FORWARDED);
    }

    /**
     * An operator's actuation was heard by another instance; it is counted as all are.
     *
     * @param target whom it names
     */
    public void forwardedForOperator(Object target) {
        ActuationOutcome outcome = ActuationOutcome.FORWARDED;
        journal.record(Kind.FORWARDED, NamedDevice.of(target), null, outcome, outcome.sentence());
    }

    /**
     * An actuation went nowhere.
     *
     * @param target whom it names
     */
    public void actuationLost(Object target, ActuationOutcome why) {
        actuations.increment(why);
        undelivered.line("actuation for {} not delivered: {}", LogField.device(target), LogField.outcome(why));
        journal.record(Kind.LOST, NamedDevice.of(target), null, why, why.sentence());
    }

    /**
     * An actuation went nowhere, and its sender can do something about it or should be known.
     *
     * @param sender who sent it; its text form is its address. What it offered as credentials is never told.
     * @param target whom it names
     */
    public void actuationRefused(Object sender, Object target, ActuationOutcome why) {
        actuations.increment(why);
        undelivered.line(
                "peer={} actuation for {} not delivered: {}",
                LogField.peer(sender),
                LogField.device(target),
                LogField.outcome(why));
        journal.record(Kind.LOST, NamedDevice.of(target), sender, why, why.sentence());
    }

    /** A sender is not read from now on, until {@link #senderReleased}. */
    public void senderHeld() {
        heldSenders.incrementAndGet();
        holds.increment();
    }

    /** A sender is read again, or is gone. */
    public void senderReleased() {
        heldSenders.decrementAndGet();
    }

    /**
     * A sender was held; to be told now and then of one that is held again and again.
     *
     * @param sender who; its text form is its address
     * @param target the device in whose mailbox its share was full
     * @param times how often it was held since this was last told of it
     */
    public void senderSlowed(Object sender, Object target, long times) {
        slowed.line(
                "peer={} slowed: it sends to {} faster than that reads; held {} times",
                LogField.peer(sender),
                LogField.device(target),
                times);
        journal.record(
                Kind.SLOWED,
                NamedDevice.of(target),
                sender,
                null,
                "A sender was slowed: it sends faster than the device reads, and its share of the mailbox was full.");
    }

    /**
     * An actuation's frame was handed to the device's socket.
     *
     * @param sinceReceivedNanos how long ago it was read off the sender's socket
     */
    @Override
    public void delivered(long sinceReceivedNanos) {
        delivery.record(sinceReceivedNanos, TimeUnit.NANOSECONDS);
        deliveryTimes.record(sinceReceivedNanos);
    }

    /**
     * What is told of those who misbehave.
     *
     * @return always the same
     */
    public StrangerEvents strangers() {
        return strangers;
    }

    /**
     * What has been counted so far.
     *
     * @return the counts of now
     */
    public EventCounts counts() {
        return new EventCounts(handshakes.counts(), registrations.counts(), actuations.counts(), drops.counts());
    }

    /**
     * How long deliveries take.
     *
     * @return to be asked by one thread
     */
    public DeliveryTimes deliveryTimes() {
        return deliveryTimes;
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        thinnedLogs.forEach(ThinnedLog::summarise);
        strangers.summariseLogs();
    }

    private Timer registrationTimer(String outcome) {
        return Latencies.elsewhere("gateway.registration", "From a device's message to its answer")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static ThinnedLog thinned(Logger log, Level level, String event, String kind) {
        return new ThinnedLog(log, level, event, kind, LOG_LINES_PER_SECOND, System::nanoTime);
    }
}

package org.oisp.gateway.limits;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.journal.Journal;
import org.slf4j.event.Level;

/** Records what strangers did too often, and the actions against it, in meters, log and journal. Thread-safe; never blocks. */
public final class MisuseEvents {

    private static final int LOG_LINES_PER_SECOND = 10;

    private final Journal journal;
    private final TaggedCounters<Misuse> misbehaviours;
    private final TaggedCounters<Flood> floods;
    private final TaggedCounters<LimitAction> actions;
    private final RateLimitedLog limited = thinned(Level.WARN, "address_limited", "addresses limited or banned");
    private final RateLimitedLog released = thinned(Level.INFO, "address_released", "addresses no longer limited");
    private final RateLimitedLog paused = thinned(Level.WARN, "connection_paused", "connections read more slowly");
    private volatile Supplier<List<LimitedAddress>> addresses = List::of;

    public MisuseEvents(MeterRegistry meters, Journal journal) {
        this.journal = journal;
        misbehaviours = new TaggedCounters<>(
                meters, Misuse.class, "gateway.misbehaviour", "kind", "Misuse by peers, limited per address");
        floods = new TaggedCounters<>(meters, Flood.class, "gateway.floods", "kind", "Floods on a connection");
        actions = new TaggedCounters<>(
                meters,
                LimitAction.class,
                "gateway.limits",
                "action",
                "Actions against misbehaving connections and addresses");
        gauge(meters, "limited", "Addresses whose handshakes are slowed or refused", false);
        gauge(meters, "banned", "Addresses whose connections are not accepted", true);
    }

    private void gauge(MeterRegistry meters, String state, String description, boolean banned) {
        Gauge.builder(
                        "gateway.addresses." + state,
                        () -> addresses.get().stream()
                                .filter(address -> address.banned() == banned)
                                .count())
                .description(description)
                .register(meters);
    }

    /**
     * Sets the source of the limited addresses.
     *
     * @param limitedAddresses returns the current ones; called on any thread
     */
    public void addresses(Supplier<List<LimitedAddress>> limitedAddresses) {
        addresses = limitedAddresses;
    }

    /** Returns the limited addresses, the worst first. */
    public List<LimitedAddress> limitedAddresses() {
        return addresses.get();
    }

    /** Counts a rate-limited action, whether or not it exceeds the limit. */
    public void misbehaved(Misuse what) {
        misbehaviours.increment(what);
    }

    /** Counts an action against a connection or an address. */
    public void done(LimitAction action) {
        actions.increment(action);
    }

    /** Records that an address is limited: its handshakes are answered more slowly. */
    public void limited(LimitedAddress address) {
        tell(limited, "address_limited", address, "is limited: ", ": its handshakes are slowed, then refused.");
    }

    /** Records that an address is banned for a time: its connections are closed when accepted. */
    public void banned(LimitedAddress address, Duration time) {
        tell(
                limited,
                "address_banned",
                address,
                "is banned: ",
                " and it continued: its connections are not accepted for " + time.toSeconds() + " s.");
    }

    /** Records that an address is no longer limited, or its ban is over. */
    public void released(LimitedAddress address) {
        tell(
                released,
                "address_released",
                address,
                "is no longer limited: ",
                " in all; " + address.turnedAway() + " of its connections were delayed, refused or not accepted.");
    }

    private void tell(RateLimitedLog log, String tag, LimitedAddress address, String state, String consequence) {
        String words = state + address.count() + " " + address.reason().plural() + consequence;
        log.line("address={} {}", LogField.address(address.address()), words);
        journal.system(tag, "The address " + address.address() + " " + words);
    }

    /**
     * Records that a connection did something too often, and is not read for a while.
     *
     * @param count how often, so far
     * @param first whether it is the first such pause; later ones are only counted
     */
    public void paused(Object peer, Flood what, long count, boolean first) {
        floods.increment(what);
        actions.increment(LimitAction.PAUSED);
        if (first) {
            paused.line("peer={} is read more slowly: {} {}", LogField.peer(peer), count, what.plural());
        }
    }

    /** Records that a connection did something too often for too long, and is closed. */
    public void flooded(Object peer, Flood what, long count) {
        floods.increment(what);
        paused.line("peer={} is closed: {} {}", LogField.peer(peer), count, what.plural());
    }

    public void summariseLogs() {
        limited.summarise();
        released.summarise();
        paused.summarise();
    }

    private static RateLimitedLog thinned(Level level, String event, String kind) {
        return new RateLimitedLog(LogLine.logger(), level, event, kind, LOG_LINES_PER_SECOND, System::nanoTime);
    }
}

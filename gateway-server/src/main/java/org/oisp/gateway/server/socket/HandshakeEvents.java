package org.oisp.gateway.server.socket;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.LogField;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Records the answer to each handshake and plain HTTP request on the device port. Thread-safe, never blocks. */
public final class HandshakeEvents {

    private final Logger log;
    private final TaggedCounters<HandshakeOutcome> handshakes;
    private final RateLimitedLog broken;

    /**
     * Registers the meters, and logs to the gateway's log.
     *
     * @param meters where they are registered
     */
    public HandshakeEvents(MeterRegistry meters) {
        this(meters, LogLine.logger());
    }

    /**
     * Creates events that appear in no log.
     *
     * @param unseen a registry that no operator sees
     * @param unread a log that no operator reads
     * @return a new instance
     */
    static HandshakeEvents silent(MeterRegistry unseen, Logger unread) {
        return new HandshakeEvents(unseen, unread);
    }

    private HandshakeEvents(MeterRegistry meters, Logger log) {
        this.log = log;
        broken = RateLimitedLog.ofEvents(
                log, Level.INFO, "handshake_broken", "connections that ended before a handshake");
        handshakes = new TaggedCounters<>(
                meters,
                HandshakeOutcome.class,
                "gateway.handshakes",
                "outcome",
                "Handshakes and plain HTTP requests on the device port");
    }

    /** Records the answer to a handshake or plain HTTP request. */
    void answered(Object peer, HandshakeOutcome outcome) {
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
     * Records that a connection was closed without an answer before its handshake.
     *
     * @param why what was wrong, perhaps in the peer's words; never the bytes that it sent
     */
    void broken(Object peer, HandshakeOutcome outcome, @Nullable Object why) {
        handshakes.increment(outcome);
        broken.line("peer={} closed: {}: {}", LogField.peer(peer), LogField.outcome(outcome), new UntrustedText(why));
    }

    /**
     * Returns the number of handshakes so far.
     *
     * @return the count for each outcome, by its tag
     */
    public Map<String, Long> counts() {
        return handshakes.counts();
    }

    /** Logs how many log lines were left out. To be called about once a second. */
    public void summariseLogs() {
        broken.summarise();
    }
}

package org.oisp.gateway.operations.presence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.FatalErrors;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.RateLimitedLog;
import org.oisp.gateway.telemetry.TaggedCounters;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.health.FailureDescription;
import org.slf4j.event.Level;

/** Counts and logs the events of presence requests. Thread-safe; never blocks. */
public final class PresenceEvents {

    private final MeterRegistry meters;
    private final TaggedCounters<PresenceOutcome> requests;
    private final TaggedCounters<QuestionOutcome> questions;
    private final TaggedCounters<StreamWriteOutcome> connectionEvents;
    private final RateLimitedLog odd = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "not_understood", "malformed presence messages", 1, System::nanoTime);
    private final RateLimitedLog failures = new RateLimitedLog(
            LogLine.logger(),
            Level.ERROR,
            "internal_error",
            "internal errors in presence messages of other instances",
            1,
            System::nanoTime);
    private final RateLimitedLog unwritten = new RateLimitedLog(
            LogLine.logger(),
            Level.WARN,
            "connection_events_not_written",
            "batches of connection events that were not written",
            1,
            System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters the registry for the meters
     */
    public PresenceEvents(MeterRegistry meters) {
        this.meters = meters;
        requests = new TaggedCounters<>(
                meters,
                PresenceOutcome.class,
                "gateway.presence.requests",
                "outcome",
                "Requests for connected devices");
        questions = new TaggedCounters<>(
                meters,
                QuestionOutcome.class,
                "gateway.presence.questions",
                "outcome",
                "Questions of other instances about connected devices");
        connectionEvents = new TaggedCounters<>(
                meters,
                StreamWriteOutcome.class,
                "gateway.connection.events",
                "outcome",
                "Connects and disconnects written to the stream");
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

    /** Counts an answered request, by whether all instances answered. */
    public void requested(boolean complete) {
        requests.increment(complete ? PresenceOutcome.COMPLETE : PresenceOutcome.INCOMPLETE);
    }

    /** Counts a failed request: there were too many, or the database is unavailable. */
    public void notAnswered(boolean overloaded) {
        requests.increment(overloaded ? PresenceOutcome.OVERLOADED : PresenceOutcome.FAILED);
    }

    /** Counts a question of another instance, by whether its answer could be sent. */
    public void questioned(boolean answered) {
        questions.increment(answered ? QuestionOutcome.ANSWERED : QuestionOutcome.FAILED);
    }

    /** Counts a question or an answer that was dropped because the queue was full. */
    public void questionDropped() {
        questions.increment(QuestionOutcome.DROPPED);
    }

    /** Counts and logs a message of another instance that is ignored because it is unreadable. */
    public void notUnderstood(@Nullable Object why) {
        questions.increment(QuestionOutcome.FAILED);
        odd.line("a presence message of another instance is ignored: {}", new UntrustedText(why));
    }

    /** Counts and logs a defect in the handling of a question or an answer. */
    public void failed(Throwable defect) {
        questions.increment(QuestionOutcome.FAILED);
        failures.line("internal error in a presence message of another instance", defect);
        FatalErrors.passOn(defect);
    }

    /** Counts a connect or disconnect event that was written to the Redis stream. */
    public void eventWritten() {
        connectionEvents.increment(StreamWriteOutcome.WRITTEN);
    }

    /** Counts and logs an event that Redis rejected, or whose result is unknown. */
    public void eventFailed(Throwable why) {
        FatalErrors.passOn(why);
        connectionEvents.increment(StreamWriteOutcome.FAILED);
        unwritten.line(
                "Redis did not accept an event of the stream: {}", new UntrustedText(FailureDescription.of(why)));
    }

    /** Counts an event that was discarded for newer ones. */
    public void eventDropped() {
        connectionEvents.increment(StreamWriteOutcome.DROPPED);
    }

    /** Logs how many lines were suppressed; called about once a second. */
    public void summariseLogs() {
        odd.summarise();
        failures.summarise();
        unwritten.summarise();
    }
}

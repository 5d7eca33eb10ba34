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

/** What happened as somebody wanted to know who is connected: counted, and said where it is odd. Thread-safe; nothing here blocks. */
public final class PresenceEvents {

    private final MeterRegistry meters;
    private final TaggedCounters<PresenceOutcome> requests;
    private final TaggedCounters<QuestionOutcome> questions;
    private final TaggedCounters<StreamWriteOutcome> visits;
    private final RateLimitedLog odd = new RateLimitedLog(
            LogLine.logger(), Level.WARN, "not_understood", "odd questions and answers", 1, System::nanoTime);
    private final RateLimitedLog failures = new RateLimitedLog(
            LogLine.logger(),
            Level.ERROR,
            "internal_error",
            "internal errors at questions and answers of other instances",
            1,
            System::nanoTime);
    private final RateLimitedLog unwritten = new RateLimitedLog(
            LogLine.logger(),
            Level.WARN,
            "visits_not_written",
            "batches of visits that were not written",
            1,
            System::nanoTime);

    /**
     * Registers the meters.
     *
     * @param meters where they are kept
     */
    public PresenceEvents(MeterRegistry meters) {
        this.meters = meters;
        requests = new TaggedCounters<>(
                meters,
                PresenceOutcome.class,
                "gateway.presence.requests",
                "outcome",
                "Requests for who is connected where");
        questions = new TaggedCounters<>(
                meters,
                QuestionOutcome.class,
                "gateway.presence.questions",
                "outcome",
                "Questions of other instances about that");
        visits = new TaggedCounters<>(
                meters,
                StreamWriteOutcome.class,
                "gateway.visits",
                "outcome",
                "Connects and disconnects of devices for the stream");
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

    /** A request has its answer; the other instances have answered, or not all of them. */
    public void requested(boolean complete) {
        requests.increment(complete ? PresenceOutcome.COMPLETE : PresenceOutcome.INCOMPLETE);
    }

    /** A request has none: there were too many, or the database is away. */
    public void notAnswered(boolean overloaded) {
        requests.increment(overloaded ? PresenceOutcome.OVERLOADED : PresenceOutcome.FAILED);
    }

    /** Another instance has asked; the answer is on its way, or could not be sent. */
    public void questioned(boolean answered) {
        questions.increment(answered ? QuestionOutcome.ANSWERED : QuestionOutcome.FAILED);
    }

    /** A question or an answer of another instance found no room. */
    public void questionDropped() {
        questions.increment(QuestionOutcome.DROPPED);
    }

    /** What came from another instance could not be used; it is left out. */
    public void notUnderstood(@Nullable Object why) {
        questions.increment(QuestionOutcome.FAILED);
        odd.line("a question or an answer of another instance is left out: {}", new UntrustedText(why));
    }

    /** At a question or an answer of another instance something failed that should not. */
    public void failed(Throwable defect) {
        questions.increment(QuestionOutcome.FAILED);
        failures.line("internal error at a question or an answer of another instance", defect);
        FatalErrors.passOn(defect);
    }

    /** A device's connect or disconnect is in the stream. */
    public void visitWritten() {
        visits.increment(StreamWriteOutcome.WRITTEN);
    }

    /** It was not taken by Redis, or nobody knows. */
    public void visitFailed(Throwable why) {
        FatalErrors.passOn(why);
        visits.increment(StreamWriteOutcome.FAILED);
        unwritten.line("Redis has not taken an event of the stream: {}", new UntrustedText(FailureDescription.of(why)));
    }

    /** It had to make room for newer ones. */
    public void visitDropped() {
        visits.increment(StreamWriteOutcome.DROPPED);
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        odd.summarise();
        failures.summarise();
        unwritten.summarise();
    }
}

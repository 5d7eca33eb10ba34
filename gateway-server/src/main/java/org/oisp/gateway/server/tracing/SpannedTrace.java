package org.oisp.gateway.server.tracing;

import io.micrometer.tracing.Span;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.routing.ActuationObserver;
import org.oisp.gateway.routing.ActuationOutcome;

/**
 * The spans of one actuation in this instance: {@code receive} from the socket to the decision, with the children {@code route}, {@code
 * publish} and {@code write}, and {@code receipt} from the socket to the final outcome if the sender has asked for that. Called by several threads in sequence, but the end of a write may be concurrent. Thread-safe. Its writer begins
 * it and names its spans: that is why the two know each other.
 */
final class SpannedTrace implements ActuationObserver {

    private static final String OUTCOME = "gateway.outcome";
    private static final String REASON = "gateway.reason";

    private final TraceWriter writer;
    private final Span receive;
    private @Nullable Span route;
    private @Nullable Span publish;
    private @Nullable Span write;

    SpannedTrace(TraceWriter writer, Span receive) {
        this.writer = writer;
        this.receive = receive;
        this.route = writer.child(receive.context(), "actuation route", null);
    }

    @Override
    public synchronized DeliveryObserver combineWith(DeliveryObserver mailbox) {
        routed("here");
        write = writer.child(receive.context(), "actuation write", Span.Kind.PRODUCER);
        return ActuationObserver.super.combineWith(mailbox);
    }

    @Override
    public synchronized ByteSlice publishing(ByteSlice message) {
        routed("elsewhere");
        Span span = writer.child(receive.context(), "actuation publish", Span.Kind.PRODUCER);
        publish = span;
        return writer.withTraceparent(span.context(), message);
    }

    @Override
    public synchronized void published(long heard) {
        if (publish != null) {
            publish.tag(OUTCOME, heard < 0 ? "failed" : heard == 0 ? "not_heard" : "heard")
                    .end();
            publish = null;
        }
    }

    /**
     * Drops the trace of an actuation with wrong credentials, or any peer could create traces: a span that is not ended is not exported.
     */
    @Override
    public synchronized void ended(ActuationOutcome outcome) {
        if (outcome == ActuationOutcome.WRONG_CREDENTIALS) {
            return;
        }
        String tag = outcome.name().toLowerCase(Locale.ROOT);
        routed(tag);
        receive.tag(OUTCOME, tag).end();
    }

    @Override
    public void receipt(Receipt receipt) {
        if (receipt.reason() != OutcomeReason.WRONG_CREDENTIALS) {
            writer.childSince(receive.context(), "actuation receipt", TimeUnit.MICROSECONDS.toNanos(receipt.micros()))
                    .tag(OUTCOME, receipt.outcome().tag())
                    .tag(REASON, receipt.reason().tag())
                    .end();
        }
    }

    @Override
    public synchronized void written(long sinceReceivedNanos) {
        if (write != null) {
            write.tag(OUTCOME, "written").end();
            write = null;
        }
    }

    @Override
    public void record(DeliveryTimer timer, long sinceReceivedNanos) {
        writer.exemplars().within(receive.context(), () -> timer.delivered(sinceReceivedNanos));
    }

    private void routed(String where) {
        if (route != null) {
            route.tag(OUTCOME, where).end();
            route = null;
        }
    }
}

package org.oisp.gateway.server.tracing;

import io.micrometer.tracing.Span;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.routing.ActuationObserver;
import org.oisp.gateway.routing.ActuationOutcome;

/**
 * One actuation's way through this instance as spans: {@code receive} from the socket to what is decided, below it {@code route},
 * {@code publish} and {@code write}. The way goes over several threads, one after the other, but for the end of the writing.
 */
final class SpannedTrace implements ActuationObserver {

    private static final String OUTCOME = "gateway.outcome";

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
    public synchronized DeliveryObserver beside(DeliveryObserver mailbox) {
        routed("here");
        write = writer.child(receive.context(), "actuation write", Span.Kind.PRODUCER);
        return ActuationObserver.super.beside(mailbox);
    }

    @Override
    public synchronized ByteSlice publishing(ByteSlice message) {
        routed("elsewhere");
        Span span = writer.child(receive.context(), "actuation publish", Span.Kind.PRODUCER);
        publish = span;
        return writer.with(span.context(), message);
    }

    @Override
    public synchronized void published(long heard) {
        if (publish != null) {
            publish.tag(OUTCOME, heard < 0 ? "failed" : heard == 0 ? "not_heard" : "heard")
                    .end();
            publish = null;
        }
    }

    /** Whoever has no good credentials leaves no trace, or everybody could fill them: a span without its end is not recorded. */
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

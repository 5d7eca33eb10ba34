package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * The deadlines of incomplete messages on an event loop's sockets. All have the same timeout, so they expire in the order in which they
 * began, and one timer serves all. Nearly all messages come complete and are never in here. Not thread-safe; confined to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the timer is never cancelled: at worst it finds nothing due
final class MessageDeadlines {

    private final EventLoop loop;
    private final LongSupplier nanos;
    private final Map<TimedInput, Long> due = new LinkedHashMap<>();
    private boolean timed;

    MessageDeadlines(EventLoop loop, LongSupplier nanos) {
        this.loop = loop;
        this.nanos = nanos;
    }

    void begun(TimedInput message, long timeoutNanos) {
        due.put(message, nanos.getAsLong() + timeoutNanos);
        if (!timed) {
            timed = true;
            loop.schedule(this::expireDue, timeoutNanos, TimeUnit.NANOSECONDS);
        }
    }

    void done(TimedInput message) {
        due.remove(message);
    }

    private void expireDue() {
        timed = false;
        long now = nanos.getAsLong();
        for (Iterator<Map.Entry<TimedInput, Long>> entries = due.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<TimedInput, Long> first = entries.next();
            Long deadline = first.getValue();
            long wait = deadline - now;
            if (wait > 0) {
                timed = true;
                loop.schedule(this::expireDue, wait, TimeUnit.NANOSECONDS);
                return;
            }
            // Not at once: it may begin or end other messages.
            TimedInput message = first.getKey();
            loop.execute(() -> {
                // Its message may have become complete meanwhile.
                if (!due.remove(message, deadline)) {
                    return;
                }
                try {
                    message.expire();
                } catch (RuntimeException | Error defect) {
                    message.failed(DefectSite.ALARM, defect);
                }
            });
        }
    }

    /** Input whose message must be complete by a deadline. Its methods are called on the event loop. */
    interface TimedInput {

        /** Called when the message was not complete in time. */
        void expire();

        /** Called with what {@link #expire} threw; must not fail. */
        void failed(DefectSite where, Throwable defect);
    }
}

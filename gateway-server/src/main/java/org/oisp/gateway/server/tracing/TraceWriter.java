package org.oisp.gateway.server.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.routing.trace.ActuationTracer.Door;

/** Creates spans. Their attributes name the target device and the outcome of an actuation, never its payload or its credentials. */
final class TraceWriter {

    private static final String TRACEPARENT = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;
    private final int maxMessageBytes;
    private final TraceExemplars exemplars;
    private final InstantSource clock;

    TraceWriter(
            Tracer tracer, Propagator propagator, int maxMessageBytes, TraceExemplars exemplars, InstantSource clock) {
        this.exemplars = exemplars;
        this.tracer = tracer;
        this.propagator = propagator;
        this.maxMessageBytes = maxMessageBytes;
        this.clock = clock;
    }

    SpannedTrace begin(Door door, @Nullable Traceparent parent, long receivedNanos, Object device) {
        Span.Builder builder = parent == null
                ? tracer.spanBuilder().setNoParent()
                : propagator.extract(
                        parent, (carrier, key) -> carrier != null && key.equals(TRACEPARENT) ? carrier.text() : null);
        Span.Builder receive = builder.name("actuation receive")
                .kind(door == Door.BUS ? Span.Kind.CONSUMER : Span.Kind.SERVER)
                .tag("gateway.door", door.name().toLowerCase(Locale.ROOT))
                .startTimestamp(nanosAgo(System.nanoTime() - receivedNanos), TimeUnit.NANOSECONDS);
        return new SpannedTrace(this, name(receive, device).start());
    }

    TraceExemplars exemplars() {
        return exemplars;
    }

    /** Starts a child span; a null kind means an internal span. */
    Span child(TraceContext parent, String name, Span.@Nullable Kind kind) {
        Span.Builder builder = tracer.spanBuilder().setParent(parent).name(name);
        return (kind == null ? builder : builder.kind(kind)).start();
    }

    /** Starts an internal child span that began some time ago. */
    Span childSince(TraceContext parent, String name, long nanosAgo) {
        return tracer.spanBuilder()
                .setParent(parent)
                .name(name)
                .startTimestamp(nanosAgo(nanosAgo), TimeUnit.NANOSECONDS)
                .start();
    }

    /**
     * Returns the message with a {@code traceparent} member appended, or unchanged if it would become too long. Appending works since the
     * last of several members with the same name counts.
     */
    ByteSlice withTraceparent(TraceContext context, ByteSlice message) {
        StringBuilder member = new StringBuilder();
        propagator.inject(context, member, (carrier, key, value) -> {
            if (carrier != null && key.equals(TRACEPARENT)) {
                carrier.append(",\"").append(key).append("\":\"").append(value).append("\"}");
            }
        });
        byte[] addition = member.toString().getBytes(StandardCharsets.US_ASCII);
        int end = message.length() - 1;
        while (end > 0 && message.array()[message.offset() + end] != '}') {
            end--;
        }
        if (end == 0 || addition.length == 0 || end + addition.length > maxMessageBytes) {
            return message;
        }
        byte[] bytes = new byte[end + addition.length];
        System.arraycopy(message.array(), message.offset(), bytes, 0, end);
        System.arraycopy(addition, 0, bytes, end, addition.length);
        return new ByteSlice(bytes, 0, bytes.length);
    }

    private static Span.Builder name(Span.Builder span, Object device) {
        if (device instanceof DeviceIdentity identity) {
            return address(span, identity.account(), identity.id().value());
        }
        if (device instanceof Target.ByAccount target) {
            return address(span, target.account(), target.id().value());
        }
        if (device instanceof Target.ById target) {
            return span.tag("gateway.device", target.id().value());
        }
        return device instanceof Target.ByUid target
                ? span.tag("gateway.device.uid", target.uid().toString())
                : span;
    }

    private static Span.Builder address(Span.Builder span, Object account, String device) {
        return span.tag("gateway.account", account.toString()).tag("gateway.device", device);
    }

    private long nanosAgo(long nanos) {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - nanos;
    }
}

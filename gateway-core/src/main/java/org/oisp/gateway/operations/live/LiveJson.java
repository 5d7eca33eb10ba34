package org.oisp.gateway.operations.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.operations.live.ClusterView.InstanceView;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.operations.presence.InstanceLoad;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.telemetry.DeliveryTimes.DeliveryPercentiles;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourState;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalJson;
import org.oisp.gateway.telemetry.journal.JournalUpdate;

/** Encodes the events that viewers receive: JSON in a {@code text/event-stream}. Times are in milliseconds since 1970. */
final class LiveJson {

    /** A sample reports its duration if that differs from a second by more than this. */
    private static final int ABOUT_MILLIS = 100;

    /** Keeps the connection in use; has no other effect. */
    static final ByteSlice COMMENT = ByteSlice.ofText(":\n\n");

    /** The page reconnects by itself: delayed, or two viewers that compete for a seat would alternate every few seconds. */
    static final ByteSlice DISPLACED = ByteSlice.ofText("event: displaced\nretry: 30000\ndata: {}\n\n");

    private final JsonFactory json = new JsonFactory();

    ByteSlice hello(InstanceInfo instanceInfo, long now, long everyMillis) {
        return event("hello", out -> {
            out.writeStringField("instance", instanceInfo.name());
            out.writeStringField("version", instanceInfo.version());
            out.writeNumberField("started", instanceInfo.startedMillis());
            out.writeNumberField("now", now);
            out.writeNumberField("every", everyMillis);
        });
    }

    ByteSlice history(List<Sample> samples) {
        return event("history", out -> {
            out.writeArrayFieldStart("samples");
            for (Sample sample : samples) {
                out.writeStartObject();
                write(out, sample);
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    ByteSlice sample(Sample sample) {
        return event("sample", out -> write(out, sample));
    }

    ByteSlice clusterEvent(ClusterView cluster) {
        return event("cluster", out -> write(out, cluster));
    }

    /** Returns the object alone, not as an event. */
    ByteSlice cluster(ClusterView cluster) {
        return written("", out -> write(out, cluster), "");
    }

    ByteSlice journal(List<JournalEntry> newestFirst, String instance) {
        return event("journal", out -> {
            out.writeFieldName("entries");
            JournalJson.writeArray(out, newestFirst, instance);
        });
    }

    ByteSlice news(JournalUpdate news, String instance) {
        return event("news", out -> {
            out.writeFieldName("entries");
            JournalJson.writeArray(out, news.entries(), instance);
            out.writeNumberField("leftOut", news.leftOut());
        });
    }

    private static void write(JsonGenerator out, Sample sample) throws IOException {
        out.writeNumberField("at", sample.at());
        if (Math.abs(sample.millis() - 1_000) > ABOUT_MILLIS) {
            out.writeNumberField("over", sample.millis());
        }
        out.writeNumberField("connections", sample.connections());
        out.writeNumberField("devices", sample.devices());
        out.writeNumberField("underWay", sample.underWay());
        write(out, "registrations", sample.counts().registrations());
        write(out, "actuations", sample.counts().actuations());
        write(out, "handshakes", sample.counts().handshakes());
        write(out, "drops", sample.counts().drops());
        write(out, sample.deliveries());
        out.writeObjectFieldStart("mailbox");
        out.writeNumberField("messages", sample.backlog().messages());
        out.writeNumberField("deepest", sample.backlog().deepest());
        out.writeEndObject();
        write(out, sample.healthSample());
        out.writeNumberField("cpu", rounded(sample.cpu()));
        out.writeObjectFieldStart("heap");
        out.writeNumberField("used", sample.heap().used());
        out.writeNumberField("max", sample.heap().max());
        out.writeEndObject();
        out.writeBooleanField("draining", sample.draining());
        writeAlerts(out, sample.alerts());
        writeLimited(out, sample.limited());
    }

    private static void write(JsonGenerator out, String name, Map<String, Long> counts) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            out.writeNumberField(count.getKey(), count.getValue());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, @Nullable DeliveryPercentiles deliveries) throws IOException {
        out.writeNumberField("delivered", deliveries == null ? 0 : deliveries.count());
        if (deliveries == null) {
            out.writeNullField("latency");
            return;
        }
        out.writeObjectFieldStart("latency");
        out.writeNumberField("p50", deliveries.p50());
        out.writeNumberField("p90", deliveries.p90());
        out.writeNumberField("p99", deliveries.p99());
        out.writeNumberField("p999", deliveries.p999());
        out.writeNumberField("max", deliveries.max());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, HealthSample healthSample) throws IOException {
        out.writeObjectFieldStart("health");
        out.writeObjectFieldStart("database");
        out.writeStringField("state", healthSample.database().tag());
        Duration took = healthSample.lastStatement();
        write(out, "ms", took == null ? null : took.toNanos() / 1e6);
        writeSince(out, healthSample, Neighbour.DATABASE);
        out.writeEndObject();
        writeState(out, healthSample, Neighbour.REDIS, healthSample.redis());
        writeState(out, healthSample, Neighbour.KAFKA, healthSample.kafka());
        writeState(out, healthSample, Neighbour.KEYS, healthSample.keys());
        out.writeEndObject();
    }

    private static void writeState(
            JsonGenerator out, HealthSample healthSample, Neighbour neighbour, NeighbourState state)
            throws IOException {
        out.writeObjectFieldStart(neighbour.tag());
        out.writeStringField("state", state.tag());
        writeSince(out, healthSample, neighbour);
        out.writeEndObject();
    }

    private static void writeSince(JsonGenerator out, HealthSample healthSample, Neighbour neighbour)
            throws IOException {
        Long since = healthSample.downSince().get(neighbour);
        if (since != null) {
            out.writeNumberField("since", since);
        }
    }

    /** Written only if there are alerts: usually there are none, and hundreds of samples are sent at once. */
    private static void writeAlerts(JsonGenerator out, List<FiringAlert> alerts) throws IOException {
        if (alerts.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("alerts");
        for (FiringAlert firingAlert : alerts) {
            out.writeStartObject();
            out.writeStringField("name", firingAlert.alert().rule());
            out.writeNumberField("since", firingAlert.sinceMillis());
            if (firingAlert.more() != null) {
                out.writeStringField("more", firingAlert.more());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** Written only if there are any, as with alerts. */
    private static void writeLimited(JsonGenerator out, List<LimitedAddress> limited) throws IOException {
        if (limited.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("limited");
        for (LimitedAddress address : limited) {
            out.writeStartObject();
            out.writeStringField("address", address.address());
            out.writeBooleanField("banned", address.banned());
            out.writeStringField("reason", address.reason().tag());
            out.writeStringField("what", address.reason().plural());
            out.writeNumberField("count", address.count());
            out.writeNumberField("since", address.sinceMillis());
            out.writeNumberField("turnedAway", address.turnedAway());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, ClusterView cluster) throws IOException {
        out.writeStringField("scope", cluster.whole() ? "cluster" : "instance");
        out.writeArrayFieldStart("instances");
        for (InstanceView instanceView : cluster.instances()) {
            out.writeStartObject();
            write(out, instanceView);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, InstanceView instanceView) throws IOException {
        out.writeStringField("name", instanceView.name());
        out.writeBooleanField("self", instanceView.self());
        out.writeStringField("version", instanceView.version());
        write(out, "started", instanceView.started());
        write(out, "beat", instanceView.beat());
        out.writeStringField("state", instanceView.instanceState().text());
        InstanceLoad load = instanceView.load();
        write(out, "devices", load == null ? null : load.devices());
        write(out, "connections", load == null ? null : load.connections());
        write(out, "registrationsPerSecond", load == null ? null : load.registrationsPerSecond());
        write(out, "actuationsPerSecond", load == null ? null : load.actuationsPerSecond());
        write(out, "cpu", load == null ? null : load.cpu());
    }

    private static void write(JsonGenerator out, String name, @Nullable Long number) throws IOException {
        if (number == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, number);
        }
    }

    private static void write(JsonGenerator out, String name, @Nullable Double number) throws IOException {
        if (number == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, rounded(number));
        }
    }

    /** More digits are of no use. */
    private static double rounded(double number) {
        return Math.round(number * 1_000) / 1_000.0;
    }

    /** Writes the members of a JSON object. */
    private interface LiveMembers {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private ByteSlice event(String name, LiveMembers liveMembers) {
        return written("event: " + name + "\ndata: ", liveMembers, "\n\n");
    }

    private ByteSlice written(String before, LiveMembers liveMembers, String behind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            liveMembers.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        bytes.writeBytes(behind.getBytes(StandardCharsets.UTF_8));
        byte[] all = bytes.toByteArray();
        return new ByteSlice(all, 0, all.length);
    }
}

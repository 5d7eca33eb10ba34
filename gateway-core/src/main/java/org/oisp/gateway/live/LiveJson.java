package org.oisp.gateway.live;

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
import org.oisp.gateway.events.DeliveryTimes.Percentiles;
import org.oisp.gateway.events.LimitedAddress;
import org.oisp.gateway.health.Neighbour;
import org.oisp.gateway.health.NeighbourState;
import org.oisp.gateway.journal.JournalEntry;
import org.oisp.gateway.journal.JournalJson;
import org.oisp.gateway.journal.JournalNews;
import org.oisp.gateway.live.ClusterView.Member;
import org.oisp.gateway.live.alert.Firing;
import org.oisp.gateway.presence.InstanceLoad;
import org.oisp.gateway.protocol.ByteSlice;

/** What viewers read: JSON, each in an event of a {@code text/event-stream}. Times are in milliseconds since 1970. */
final class LiveJson {

    /** A sample that is longer or shorter than a second by more than this says so. */
    private static final int ABOUT_MILLIS = 100;

    /** Has no effect but that the connection is used. */
    static final ByteSlice COMMENT = ByteSlice.ofText(":\n\n");

    /** A page comes again by itself: not at once, or two that want one seat would take turns each few seconds. */
    static final ByteSlice DISPLACED = ByteSlice.ofText("event: displaced\nretry: 30000\ndata: {}\n\n");

    private final JsonFactory json = new JsonFactory();

    ByteSlice hello(Self self, long now, long everyMillis) {
        return event("hello", out -> {
            out.writeStringField("instance", self.name());
            out.writeStringField("version", self.version());
            out.writeNumberField("started", self.startedMillis());
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

    /** Not in an event. */
    ByteSlice cluster(ClusterView cluster) {
        return written("", out -> write(out, cluster), "");
    }

    ByteSlice journal(List<JournalEntry> newestFirst, String instance) {
        return event("journal", out -> {
            out.writeFieldName("entries");
            JournalJson.writeArray(out, newestFirst, instance);
        });
    }

    ByteSlice news(JournalNews news, String instance) {
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
        write(out, sample.health());
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

    private static void write(JsonGenerator out, @Nullable Percentiles deliveries) throws IOException {
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

    private static void write(JsonGenerator out, Health health) throws IOException {
        out.writeObjectFieldStart("health");
        out.writeObjectFieldStart("database");
        out.writeStringField("state", health.database().tag());
        Duration took = health.lastStatement();
        write(out, "ms", took == null ? null : took.toNanos() / 1e6);
        writeSince(out, health, Neighbour.DATABASE);
        out.writeEndObject();
        writeState(out, health, Neighbour.REDIS, health.redis());
        writeState(out, health, Neighbour.KAFKA, health.kafka());
        writeState(out, health, Neighbour.KEYS, health.keys());
        out.writeEndObject();
    }

    private static void writeState(JsonGenerator out, Health health, Neighbour neighbour, NeighbourState state)
            throws IOException {
        out.writeObjectFieldStart(neighbour.tag());
        out.writeStringField("state", state.tag());
        writeSince(out, health, neighbour);
        out.writeEndObject();
    }

    private static void writeSince(JsonGenerator out, Health health, Neighbour neighbour) throws IOException {
        Long since = health.downSince().get(neighbour);
        if (since != null) {
            out.writeNumberField("since", since);
        }
    }

    /** Mostly there are none, and hundreds of samples are sent at once: then nothing is written. */
    private static void writeAlerts(JsonGenerator out, List<Firing> alerts) throws IOException {
        if (alerts.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("alerts");
        for (Firing firing : alerts) {
            out.writeStartObject();
            out.writeStringField("name", firing.alert().rule());
            out.writeNumberField("since", firing.sinceMillis());
            if (firing.more() != null) {
                out.writeStringField("more", firing.more());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** As alerts. */
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
        for (Member member : cluster.instances()) {
            out.writeStartObject();
            write(out, member);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, Member member) throws IOException {
        out.writeStringField("name", member.name());
        out.writeBooleanField("self", member.self());
        out.writeStringField("version", member.version());
        write(out, "started", member.started());
        write(out, "beat", member.beat());
        out.writeStringField("state", member.state().text());
        InstanceLoad load = member.load();
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

    /** Nobody reads more digits. */
    private static double rounded(double number) {
        return Math.round(number * 1_000) / 1_000.0;
    }

    /** What is written between the braces. */
    private interface Members {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private ByteSlice event(String name, Members members) {
        return written("event: " + name + "\ndata: ", members, "\n\n");
    }

    private ByteSlice written(String before, Members members, String behind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            members.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        bytes.writeBytes(behind.getBytes(StandardCharsets.UTF_8));
        byte[] all = bytes.toByteArray();
        return new ByteSlice(all, 0, all.length);
    }
}

package org.oisp.gateway.operations.live;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.json.JsonMembers;
import org.oisp.gateway.json.JsonObjectWriter;
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

    ByteSlice hello(InstanceInfo instanceInfo, long now, long everyMillis) {
        return event(
                "hello",
                object -> object.text("instance", instanceInfo.name())
                        .text("version", instanceInfo.version())
                        .number("started", instanceInfo.startedMillis())
                        .number("now", now)
                        .number("every", everyMillis));
    }

    ByteSlice history(List<Sample> samples) {
        return event("history", object -> object.objects("samples", samples, LiveJson::write));
    }

    ByteSlice sample(Sample sample) {
        return event("sample", object -> write(object, sample));
    }

    ByteSlice clusterEvent(ClusterView cluster) {
        return event("cluster", object -> write(object, cluster));
    }

    /** Returns the object alone, not as an event. */
    ByteSlice cluster(ClusterView cluster) {
        return JsonObjectWriter.toBytes(object -> write(object, cluster));
    }

    ByteSlice journal(List<JournalEntry> newestFirst, String instance) {
        return event("journal", object -> writeEntries(object, newestFirst, instance));
    }

    ByteSlice news(JournalUpdate news, String instance) {
        return event("news", object -> {
            writeEntries(object, news.entries(), instance);
            object.number("leftOut", news.leftOut());
        });
    }

    private static ByteSlice event(String name, JsonMembers members) {
        return JsonObjectWriter.toBytes("event: " + name + "\ndata: ", members, "\n\n");
    }

    private static void writeEntries(JsonObjectWriter object, List<JournalEntry> entries, String instance)
            throws IOException {
        object.objects("entries", entries, (one, entry) -> JournalJson.write(one, entry, instance));
    }

    private static void write(JsonObjectWriter object, Sample sample) throws IOException {
        object.number("at", sample.at());
        if (Math.abs(sample.millis() - 1_000) > ABOUT_MILLIS) {
            object.number("over", sample.millis());
        }
        object.number("connections", sample.gauges().connections())
                .number("devices", sample.gauges().devices())
                .number("underWay", sample.gauges().underWay())
                .object("registrations", counts(sample.events().counts().registrations()))
                .object("actuations", counts(sample.events().counts().actuations()))
                .object("handshakes", counts(sample.events().counts().handshakes()))
                .object("drops", counts(sample.events().counts().drops()));
        write(object, sample.events().deliveries());
        object.object(
                        "mailbox",
                        mailbox -> mailbox.number(
                                        "messages", sample.gauges().backlog().messages())
                                .number("deepest", sample.gauges().backlog().deepest()))
                .object("health", health -> write(health, sample.healthSample()))
                .decimal("cpu", rounded(sample.process().cpu()))
                .object(
                        "heap",
                        heap -> heap.number("used", sample.process().heap().used())
                                .number("max", sample.process().heap().max()))
                .flag("draining", sample.gauges().draining());
        if (sample.gauges().phase() == ServingPhase.WARMING_UP) {
            object.flag("warmingUp", true);
        }
        // Written only if there are any: usually there are none, and hundreds of samples are sent at once.
        if (!sample.warnings().alerts().isEmpty()) {
            object.objects("alerts", sample.warnings().alerts(), LiveJson::write);
        }
        if (!sample.warnings().limited().isEmpty()) {
            object.objects("limited", sample.warnings().limited(), LiveJson::write);
        }
    }

    private static JsonMembers counts(Map<String, Long> counts) {
        return object -> {
            for (Map.Entry<String, Long> count : counts.entrySet()) {
                object.number(count.getKey(), count.getValue());
            }
        };
    }

    private static void write(JsonObjectWriter object, @Nullable DeliveryPercentiles deliveries) throws IOException {
        if (deliveries == null) {
            object.number("delivered", 0).nothing("latency");
            return;
        }
        object.number("delivered", deliveries.count())
                .object(
                        "latency",
                        latency -> latency.number("p50", deliveries.p50())
                                .number("p90", deliveries.p90())
                                .number("p99", deliveries.p99())
                                .number("p999", deliveries.p999())
                                .number("max", deliveries.max()));
    }

    private static void write(JsonObjectWriter health, HealthSample healthSample) throws IOException {
        health.object(Neighbour.DATABASE.tag(), database -> {
            database.text("state", healthSample.database().tag());
            Duration took = healthSample.lastStatement();
            writeRounded(database, "ms", took == null ? null : took.toNanos() / 1e6);
            writeSince(database, healthSample, Neighbour.DATABASE);
        });
        writeState(health, healthSample, Neighbour.REDIS, healthSample.redis());
        writeState(health, healthSample, Neighbour.KAFKA, healthSample.kafka());
        writeState(health, healthSample, Neighbour.KEYS, healthSample.keys());
    }

    private static void writeState(
            JsonObjectWriter health, HealthSample healthSample, Neighbour neighbour, NeighbourState state)
            throws IOException {
        health.object(neighbour.tag(), object -> {
            object.text("state", state.tag());
            writeSince(object, healthSample, neighbour);
        });
    }

    private static void writeSince(JsonObjectWriter object, HealthSample healthSample, Neighbour neighbour)
            throws IOException {
        Long since = healthSample.downSince().get(neighbour);
        if (since != null) {
            object.number("since", since);
        }
    }

    private static void write(JsonObjectWriter object, FiringAlert firingAlert) throws IOException {
        object.text("name", firingAlert.alert().rule()).number("since", firingAlert.sinceMillis());
        if (firingAlert.more() != null) {
            object.text("more", firingAlert.more());
        }
    }

    private static void write(JsonObjectWriter object, LimitedAddress address) throws IOException {
        object.text("address", address.address())
                .flag("banned", address.banned())
                .text("reason", address.reason().tag())
                .text("what", address.reason().plural())
                .number("count", address.count())
                .number("since", address.sinceMillis())
                .number("turnedAway", address.turnedAway());
    }

    private static void write(JsonObjectWriter object, ClusterView cluster) throws IOException {
        object.text("scope", cluster.whole() ? "cluster" : "instance")
                .objects("instances", cluster.instances(), LiveJson::write);
    }

    private static void write(JsonObjectWriter object, InstanceView instanceView) throws IOException {
        object.text("name", instanceView.name())
                .flag("self", instanceView.self())
                .text("version", instanceView.version())
                .numberOrNull("started", instanceView.started())
                .numberOrNull("beat", instanceView.beat())
                .text("state", instanceView.instanceState().text());
        InstanceLoad load = instanceView.load();
        object.numberOrNull("devices", load == null ? null : load.devices())
                .numberOrNull("connections", load == null ? null : load.connections());
        writeRounded(object, "registrationsPerSecond", load == null ? null : load.registrationsPerSecond());
        writeRounded(object, "actuationsPerSecond", load == null ? null : load.actuationsPerSecond());
        writeRounded(object, "cpu", load == null ? null : load.cpu());
    }

    private static void writeRounded(JsonObjectWriter object, String name, @Nullable Double number) throws IOException {
        if (number == null) {
            object.nothing(name);
        } else {
            object.decimal(name, rounded(number));
        }
    }

    /** More digits are of no use. */
    private static double rounded(double number) {
        return Math.round(number * 1_000) / 1_000.0;
    }
}

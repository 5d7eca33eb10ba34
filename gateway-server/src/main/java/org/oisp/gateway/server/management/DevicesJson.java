package org.oisp.gateway.server.management;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.operations.presence.DeviceState;
import org.oisp.gateway.operations.presence.Presence;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.registry.DeliveryCounts;
import org.oisp.gateway.registry.Mailbox;

/** JSON of devices and where they are connected. Times are ISO 8601 in UTC, except in {@code actuations}: milliseconds since 1970. */
final class DevicesJson {

    private DevicesJson() {}

    static String page(PresencePage page, Function<DeviceAddress, String> cursor) {
        return JsonObject.write(out -> {
            out.writeArrayFieldStart("devices");
            for (DeviceState device : page.devices()) {
                out.writeStartObject();
                write(out, device, page);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeStringField("next", page.next() == null ? null : cursor.apply(page.next()));
            if (page.total() == null) {
                out.writeNullField("total");
            } else {
                out.writeNumberField("total", page.total());
            }
            write(out, page);
        });
    }

    static String device(DeviceState device, PresencePage page) {
        return JsonObject.write(out -> {
            write(out, device, page);
            if (device.presence() != null && device.presence().deliveryCounts() != null) {
                write(out, device.presence().deliveryCounts());
            }
            write(out, page);
        });
    }

    private static void write(JsonGenerator out, DeliveryCounts deliveryCounts) throws IOException {
        out.writeObjectFieldStart("actuations");
        out.writeNumberField("accepted", deliveryCounts.accepted());
        out.writeNumberField("written", deliveryCounts.written());
        if (deliveryCounts.accepted() == 0) {
            out.writeNullField("last");
        } else {
            out.writeObjectFieldStart("last");
            out.writeNumberField("at", deliveryCounts.lastMillis());
            out.writeStringField(
                    "outcome", (deliveryCounts.lastWritten() ? MailboxOutcome.WRITTEN : MailboxOutcome.WAITING).tag());
            if (deliveryCounts.lastWritten()) {
                out.writeNumberField("micros", deliveryCounts.lastMicros());
            } else {
                out.writeNullField("micros");
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, PresencePage page) throws IOException {
        out.writeStringField("scope", page.whole() ? "cluster" : "instance");
        out.writeArrayFieldStart("incomplete");
        for (String instance : page.incomplete()) {
            out.writeString(instance);
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, DeviceState state, PresencePage page) throws IOException {
        DeviceIdentity device = state.device();
        out.writeStringField("accountId", device.account().toString());
        out.writeStringField("deviceId", device.id().value());
        out.writeStringField("deviceUID", device.uid().toString());
        Presence presence = state.presence();
        if (presence == null && !page.incomplete().isEmpty()) {
            // An instance that has not answered may have the device.
            out.writeNullField("connected");
            return;
        }
        out.writeBooleanField("connected", presence != null);
        if (presence == null) {
            return;
        }
        out.writeStringField("instance", presence.instance());
        writeTime(out, "since", presence.sinceMillis());
        writeTime(out, "lastHeard", presence.heardMillis());
        if (presence.tokenEndsMillis() == Mailbox.NEVER) {
            out.writeNullField("tokenEnds");
        } else {
            writeTime(out, "tokenEnds", presence.tokenEndsMillis());
        }
        out.writeObjectFieldStart("mailbox");
        out.writeNumberField("messages", presence.messages());
        out.writeNumberField("bytes", presence.bytes());
        out.writeEndObject();
    }

    private static void writeTime(JsonGenerator out, String name, long millis) throws IOException {
        out.writeStringField(name, Instant.ofEpochMilli(millis).toString());
    }
}

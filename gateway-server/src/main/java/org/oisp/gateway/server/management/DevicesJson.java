package org.oisp.gateway.server.management;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.operations.presence.DeviceState;
import org.oisp.gateway.operations.presence.Presence;
import org.oisp.gateway.operations.presence.Presence.ConnectionTimes;
import org.oisp.gateway.operations.presence.PresencePage;
import org.oisp.gateway.registry.DeliveryCounts;
import org.oisp.gateway.registry.Mailbox;

/** JSON of devices and where they are connected. Times are ISO 8601 in UTC, except in {@code actuations}: milliseconds since 1970. */
final class DevicesJson {

    private DevicesJson() {}

    static String page(PresencePage page, Function<DeviceAddress, String> cursor) {
        return JsonObjectWriter.toText(object -> {
            object.objects("devices", page.devices(), (one, device) -> write(one, device, page))
                    .text("next", page.next() == null ? null : cursor.apply(page.next()))
                    .numberOrNull("total", page.total());
            write(object, page);
        });
    }

    static String device(DeviceState device, PresencePage page) {
        return JsonObjectWriter.toText(object -> {
            write(object, device, page);
            Presence presence = device.presence();
            DeliveryCounts deliveryCounts = presence == null ? null : presence.deliveryCounts();
            if (deliveryCounts != null) {
                object.object("actuations", actuations -> write(actuations, deliveryCounts));
            }
            write(object, page);
        });
    }

    private static void write(JsonObjectWriter actuations, DeliveryCounts deliveryCounts) throws IOException {
        actuations.number("accepted", deliveryCounts.accepted()).number("written", deliveryCounts.written());
        if (deliveryCounts.accepted() == 0) {
            actuations.nothing("last");
            return;
        }
        boolean written = deliveryCounts.lastWritten();
        actuations.object(
                "last",
                last -> last.text("at", time(deliveryCounts.lastMillis()))
                        .text("outcome", (written ? MailboxOutcome.WRITTEN : MailboxOutcome.WAITING).tag())
                        .numberOrNull("micros", written ? deliveryCounts.lastMicros() : null));
    }

    private static void write(JsonObjectWriter object, PresencePage page) throws IOException {
        object.text("scope", page.whole() ? "cluster" : "instance").texts("incomplete", page.incomplete());
    }

    private static void write(JsonObjectWriter object, DeviceState state, PresencePage page) throws IOException {
        DeviceIdentity device = state.device();
        object.text("accountId", device.account().toString())
                .text("deviceId", device.id().value())
                .text("deviceUID", device.uid().toString());
        Presence presence = state.presence();
        if (presence == null && !page.incomplete().isEmpty()) {
            // An instance that has not answered may have the device.
            object.nothing("connected");
            return;
        }
        object.flag("connected", presence != null);
        if (presence == null) {
            return;
        }
        ConnectionTimes times = presence.times();
        long tokenEnds = times.tokenEndsMillis();
        object.text("instance", presence.instance())
                .text("since", time(times.sinceMillis()))
                .text("lastHeard", time(times.heardMillis()))
                .text("tokenEnds", tokenEnds == Mailbox.NEVER ? null : time(tokenEnds))
                .object(
                        "mailbox",
                        mailbox -> mailbox.number("messages", presence.waiting().messages())
                                .number("bytes", presence.waiting().bytes()));
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}

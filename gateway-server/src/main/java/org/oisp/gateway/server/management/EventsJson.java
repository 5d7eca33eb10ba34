package org.oisp.gateway.server.management;

import java.util.List;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalJson;

/** JSON of journal entries. */
final class EventsJson {

    private EventsJson() {}

    static String device(DeviceHistory events) {
        return JsonObjectWriter.toText(object -> object.objects("entries", events.entries(), JournalJson::write)
                .texts("incomplete", events.incomplete())
                .numberOrNull("since", events.sinceMillis()));
    }

    static String instance(List<JournalEntry> entries, String instance) {
        return JsonObjectWriter.toText(
                object -> object.objects("entries", entries, (one, entry) -> JournalJson.write(one, entry, instance)));
    }
}

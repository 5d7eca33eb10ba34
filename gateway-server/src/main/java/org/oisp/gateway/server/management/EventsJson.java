package org.oisp.gateway.server.management;

import java.util.List;
import org.oisp.gateway.operations.presence.DeviceHistory;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalJson;

/** JSON of journal entries. */
final class EventsJson {

    private EventsJson() {}

    static String device(DeviceHistory events) {
        return JsonObject.write(out -> {
            out.writeArrayFieldStart("entries");
            for (InstanceJournalEntry told : events.entries()) {
                JournalJson.write(out, told.entry(), told.instance());
            }
            out.writeEndArray();
            out.writeArrayFieldStart("incomplete");
            for (String instance : events.incomplete()) {
                out.writeString(instance);
            }
            out.writeEndArray();
            if (events.sinceMillis() == null) {
                out.writeNullField("since");
            } else {
                out.writeNumberField("since", events.sinceMillis());
            }
        });
    }

    static String instance(List<JournalEntry> entries, String instance) {
        return JsonObject.write(out -> {
            out.writeFieldName("entries");
            JournalJson.writeArray(out, entries, instance);
        });
    }
}

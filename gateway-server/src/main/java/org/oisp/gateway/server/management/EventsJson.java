package org.oisp.gateway.server.management;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.oisp.gateway.journal.JournalEntry;
import org.oisp.gateway.journal.JournalJson;
import org.oisp.gateway.journal.ToldEntry;
import org.oisp.gateway.presence.DeviceEvents;

/** What happened, as operators read it. */
final class EventsJson {

    private static final JsonFactory JSON = new JsonFactory();

    private EventsJson() {}

    static String device(DeviceEvents events) {
        return write(out -> {
            out.writeArrayFieldStart("entries");
            for (ToldEntry told : events.entries()) {
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
        return write(out -> {
            out.writeFieldName("entries");
            JournalJson.writeArray(out, entries, instance);
        });
    }

    /** What is written between the braces. */
    private interface Members {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static String write(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            members.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}

package org.oisp.gateway.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * How entries are written, wherever they are shown: {@code {"at":ms,"instance":"…","kind":"registered","account":"…"|null,
 * "device":"…"|null,"peer":"…"|null,"outcome":"…"|null,"text":"…"}}.
 */
public final class JournalJson {

    private JournalJson() {}

    /**
     * Writes entries as an array.
     *
     * @param out where to
     * @param entries the entries, in this order
     * @param instance the name of the instance whose journal they are of
     * @throws IOException if there is no writing there
     */
    public static void writeArray(JsonGenerator out, List<JournalEntry> entries, String instance) throws IOException {
        out.writeStartArray();
        for (JournalEntry entry : entries) {
            write(out, entry, instance);
        }
        out.writeEndArray();
    }

    /**
     * Writes one entry as an object.
     *
     * @param out where to
     * @param entry the entry
     * @param instance the name of the instance whose journal it is of
     * @throws IOException if there is no writing there
     */
    public static void write(JsonGenerator out, JournalEntry entry, String instance) throws IOException {
        out.writeStartObject();
        out.writeNumberField("at", entry.atMillis());
        out.writeStringField("instance", instance);
        out.writeStringField("kind", entry.kind().tag());
        out.writeStringField(
                "account", entry.account() == null ? null : entry.account().toString());
        out.writeStringField("device", entry.device());
        out.writeStringField("peer", entry.peer());
        out.writeStringField("outcome", entry.outcome());
        out.writeStringField("text", entry.text());
        out.writeEndObject();
    }
}

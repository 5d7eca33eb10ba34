package org.oisp.gateway.telemetry.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;

/**
 * The JSON format of journal entries: {@code {"at":ms,"instance":"…","kind":"registered","account":"…"|null,
 * "device":"…"|null,"peer":"…"|null,"outcome":"…"|null,"text":"…"}}.
 */
public final class JournalJson {

    private JournalJson() {}

    /**
     * Writes entries as an array.
     *
     * @param out the generator
     * @param entries the entries, in output order
     * @param instance the name of the instance that recorded them
     * @throws IOException if writing fails
     */
    public static void writeArray(JsonGenerator out, List<JournalEntry> entries, String instance) throws IOException {
        out.writeStartArray();
        for (JournalEntry entry : entries) {
            write(out, entry, instance);
        }
        out.writeEndArray();
    }

    /**
     * Reads an entry that another instance wrote.
     *
     * @param in positioned at the start of the object; at its end afterwards
     * @return the entry; null if its kind is unknown, as a later version may send. A member of the wrong type counts as missing.
     * @throws IOException if the JSON is not an object or malformed
     */
    public static @Nullable InstanceJournalEntry read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("no entry where one belongs");
        }
        long at = 0;
        Map<String, String> texts = new HashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String member = in.currentName();
            JsonToken value = in.nextToken();
            if (member.equals("at")
                    && value == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() != NumberType.BIG_INTEGER) {
                at = in.getLongValue();
            } else if (value == JsonToken.VALUE_STRING) {
                texts.put(member, in.getText());
            } else {
                // Null, or a member of a later version.
                in.skipChildren();
            }
        }
        EntryKind entryKind = kind(texts.get("kind"));
        String account = texts.get("account");
        JournalSubject subject =
                new JournalSubject(null, account == null ? null : AccountId.parse(account), texts.get("device"));
        return entryKind == null
                ? null
                : new InstanceJournalEntry(
                        texts.getOrDefault("instance", ""),
                        new JournalEntry(
                                0,
                                at,
                                entryKind,
                                subject,
                                texts.get("peer"),
                                texts.get("outcome"),
                                texts.getOrDefault("text", "")));
    }

    private static @Nullable EntryKind kind(@Nullable String tag) {
        for (EntryKind entryKind : EntryKind.values()) {
            if (entryKind.tag().equals(tag)) {
                return entryKind;
            }
        }
        return null;
    }

    /**
     * Writes one entry as an object.
     *
     * @param out the generator
     * @param entry the entry
     * @param instance the name of the instance that recorded it
     * @throws IOException if writing fails
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

package org.oisp.gateway.telemetry.journal;

import static org.oisp.gateway.json.JsonParsing.nextMember;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.telemetry.journal.JournalEntry.EntryKind;

/**
 * The JSON format of journal entries: {@code {"at":ms,"instance":"…","kind":"registered","account":"…"|null,
 * "device":"…"|null,"peer":"…"|null,"outcome":"…"|null,"text":"…"}}.
 */
public final class JournalJson {

    private JournalJson() {}

    /**
     * Reads an entry that another instance wrote.
     *
     * @param in positioned at the start of the object; at its end afterwards
     * @return the entry; null if its kind is unknown, as a later version may send. A member of the wrong type counts as missing.
     * @throws IOException if the JSON is not an object or malformed
     */
    public static @Nullable InstanceJournalEntry read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected an entry");
        }
        long at = 0;
        Map<String, String> texts = new HashMap<>();
        for (String member = nextMember(in); member != null; member = nextMember(in)) {
            JsonToken value = in.currentToken();
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
     * Writes the members of one entry.
     *
     * @param object the object that the entry becomes
     * @param reported the entry
     * @param instance the name of the instance that recorded it
     * @throws IOException if writing fails
     */
    public static void write(JsonObjectWriter object, JournalEntry reported, String instance) throws IOException {
        AccountId account = reported.account();
        object.number("at", reported.atMillis())
                .text("instance", instance)
                .text("kind", reported.kind().tag())
                .text("account", account == null ? null : account.toString())
                .text("device", reported.device())
                .text("peer", reported.peer())
                .text("outcome", reported.outcome())
                .text("text", reported.text());
    }

    /**
     * Writes the members of one entry.
     *
     * @param object the object that the entry becomes
     * @param reported the entry and the instance that recorded it
     * @throws IOException if writing fails
     */
    public static void write(JsonObjectWriter object, InstanceJournalEntry reported) throws IOException {
        write(object, reported.entry(), reported.instance());
    }
}

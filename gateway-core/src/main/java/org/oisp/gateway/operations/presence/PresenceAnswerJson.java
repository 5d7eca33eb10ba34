package org.oisp.gateway.operations.presence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.registry.DeliveryCounts;
import org.oisp.gateway.telemetry.journal.InstanceJournalEntry;
import org.oisp.gateway.telemetry.journal.JournalJson;

/**
 * Encodes and decodes the answers that instances send to each other: {@code
 * {"v":1,"n":7,"instance":"…","devices":[["<account>","<id>","<uid>",bound,since,
 * heard,tokenEnds,messages,bytes,accepted,written,lastAt,lastMicros],…],"more":false,"total":1}}, with {@code "since":ms,"entries":[…]}
 * if events were asked for, and {@code "load"} if the load was, see {@link LoadJson}. Earlier versions omit the last four numbers.
 */
final class PresenceAnswerJson {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The approximate size at which an answer ends and leaves the rest to the next page: many instances answer at once, and Redis buffers
     * all of it.
     */
    private static final int LONG_ANSWER = 256 * 1024;

    /** As the column of the lease table. */
    private static final int LONGEST_NAME = 255;

    /** How many numbers per device the first version sends; below, how many this version sends. */
    private static final int WITHOUT_DELIVERIES = 6;

    private static final int WITH_DELIVERIES = 10;

    ByteSlice write(PresenceAnswer answer) {
        return PresenceJson.write(out -> {
            out.writeNumberField("n", answer.number());
            out.writeStringField("instance", answer.instance());
            out.writeArrayFieldStart("devices");
            boolean more = answer.more();
            int left = LONG_ANSWER;
            for (Presence presence : answer.devices()) {
                if (left <= 0) {
                    more = true;
                    break;
                }
                // Allows for the numbers, the quotes and an escaped id.
                left -= 180 + 3 * presence.device().id().value().length();
                PresenceJson.writeAddress(out, presence.address());
                out.writeString(presence.device().uid().toString());
                out.writeNumber(presence.boundAtMicros());
                out.writeNumber(presence.sinceMillis());
                out.writeNumber(presence.heardMillis());
                out.writeNumber(presence.tokenEndsMillis());
                out.writeNumber(presence.messages());
                out.writeNumber(presence.bytes());
                DeliveryCounts deliveryCounts = presence.deliveryCounts();
                if (deliveryCounts != null) {
                    out.writeNumber(deliveryCounts.accepted());
                    out.writeNumber(deliveryCounts.written());
                    out.writeNumber(deliveryCounts.lastMillis());
                    out.writeNumber(deliveryCounts.lastMicros());
                }
                out.writeEndArray();
            }
            out.writeEndArray();
            out.writeBooleanField("more", more);
            if (answer.total() != null) {
                out.writeNumberField("total", answer.total());
            }
            if (answer.load() != null) {
                out.writeFieldName("load");
                LoadJson.write(out, answer.load());
            }
            if (answer.events() != null) {
                out.writeNumberField("since", answer.events().sinceMillis());
                out.writeArrayFieldStart("entries");
                for (InstanceJournalEntry told : answer.events().entries()) {
                    JournalJson.write(out, told.entry(), told.instance());
                }
                out.writeEndArray();
            }
        });
    }

    /** Reads an answer; fails if it is malformed or of an unknown version. */
    PresenceAnswer read(ByteSlice message) throws IOException {
        try (JsonParser in = JSON.createParser(message.array(), message.offset(), message.length())) {
            long version = 0;
            long number = 0;
            String instance = "";
            boolean more = false;
            InstanceLoad load = null;
            Long total = null;
            long since = 0;
            List<InstanceJournalEntry> entries = null;
            List<Presence> devices = new ArrayList<>();
            PresenceJson.expect(in.nextToken(), JsonToken.START_OBJECT);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                switch (PresenceJson.member(in)) {
                    case "v" -> version = in.getLongValue();
                    case "n" -> number = in.getLongValue();
                    case "instance" -> instance = name(in);
                    case "total" -> total = LoadJson.count(in);
                    case "load" -> load = LoadJson.read(in);
                    case "more" -> more = in.getBooleanValue();
                    case "since" -> since = in.getLongValue();
                    case "entries" -> entries = readEntries(in);
                    case "devices" -> {
                        while (in.nextToken() == JsonToken.START_ARRAY && devices.size() < PageRequest.MOST) {
                            devices.add(readPresence(in, instance));
                        }
                        PresenceJson.expect(in.currentToken(), JsonToken.END_ARRAY);
                    }
                    default -> in.skipChildren();
                }
            }
            PresenceJson.check(version);
            return new PresenceAnswer(
                    number,
                    instance,
                    devices,
                    more,
                    load,
                    total,
                    entries == null ? null : new InstanceDeviceHistory(entries, since));
        }
    }

    private static String name(JsonParser in) throws IOException {
        String name = PresenceJson.text(in);
        if (name.length() > LONGEST_NAME) {
            throw new IOException("an instance with a name that no lease can have");
        }
        return name;
    }

    private static List<InstanceJournalEntry> readEntries(JsonParser in) throws IOException {
        List<InstanceJournalEntry> entries = new ArrayList<>();
        PresenceJson.expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.START_OBJECT || entries.size() >= DeviceHistoryRequest.MOST) {
                // A malformed or surplus entry does not invalidate the others.
                in.skipChildren();
                continue;
            }
            InstanceJournalEntry entry = JournalJson.read(in);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static Presence readPresence(JsonParser in, String instance) throws IOException {
        DeviceAddress address = PresenceJson.readAddress(in);
        in.nextToken();
        DeviceUid uid = DeviceUid.parse(PresenceJson.text(in));
        if (uid == null) {
            throw new IOException("a device without a key");
        }
        long[] numbers = new long[WITH_DELIVERIES];
        int count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (count < numbers.length) {
                numbers[count++] = in.getLongValue();
            } else {
                // Numbers of a later version.
                in.skipChildren();
            }
        }
        if (count < WITHOUT_DELIVERIES) {
            throw new IOException("a device of which too little is said");
        }
        return new Presence(
                new DeviceIdentity(uid, address.account(), address.id()),
                instance,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                (int) numbers[4],
                (int) numbers[5],
                count < WITH_DELIVERIES ? null : new DeliveryCounts(numbers[6], numbers[7], numbers[8], numbers[9]));
    }
}

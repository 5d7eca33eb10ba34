package org.oisp.gateway.operations.presence;

import static org.oisp.gateway.json.JsonParsing.expect;
import static org.oisp.gateway.json.JsonParsing.nextMember;
import static org.oisp.gateway.json.JsonParsing.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.json.JsonArrayWriter;
import org.oisp.gateway.json.JsonParsing;
import org.oisp.gateway.operations.presence.Presence.ConnectionTimes;
import org.oisp.gateway.operations.presence.Presence.WaitingMessages;
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
        List<Presence> devices = fitting(answer.devices());
        return PresenceFormat.write(object -> {
            object.number("n", answer.number())
                    .text("instance", answer.instance())
                    .arrays("devices", devices, PresenceAnswerJson::writePresence)
                    .flag(
                            "more",
                            answer.more() || devices.size() < answer.devices().size());
            if (answer.total() != null) {
                object.number("total", answer.total());
            }
            InstanceLoad load = answer.load();
            if (load != null) {
                object.object("load", members -> LoadJson.write(members, load));
            }
            InstanceDeviceHistory events = answer.events();
            if (events != null) {
                object.number("since", events.sinceMillis()).objects("entries", events.entries(), JournalJson::write);
            }
        });
    }

    /** Returns the first devices, as many as an answer may have. */
    private static List<Presence> fitting(List<Presence> devices) {
        int left = LONG_ANSWER;
        for (int i = 0; i < devices.size(); i++) {
            if (left <= 0) {
                return devices.subList(0, i);
            }
            // Allows for the numbers, the quotes and an escaped id.
            left -= 180 + 3 * devices.get(i).device().id().value().length();
        }
        return devices;
    }

    private static void writePresence(JsonArrayWriter array, Presence presence) throws IOException {
        PresenceFormat.writeAddress(array, presence.address());
        array.text(presence.device().uid().toString())
                .number(presence.boundAtMicros())
                .number(presence.times().sinceMillis())
                .number(presence.times().heardMillis())
                .number(presence.times().tokenEndsMillis())
                .number(presence.waiting().messages())
                .number(presence.waiting().bytes());
        DeliveryCounts deliveryCounts = presence.deliveryCounts();
        if (deliveryCounts != null) {
            array.number(deliveryCounts.accepted())
                    .number(deliveryCounts.written())
                    .number(deliveryCounts.lastMillis())
                    .number(deliveryCounts.lastMicros());
        }
    }

    /** Reads an answer; fails if it is malformed or of an unknown version. */
    PresenceAnswer read(ByteSlice message) throws IOException {
        try (JsonParser in = JsonParsing.parser(message)) {
            long version = 0;
            long number = 0;
            String instance = "";
            boolean more = false;
            InstanceLoad load = null;
            Long total = null;
            long since = 0;
            List<InstanceJournalEntry> entries = null;
            List<Presence> devices = new ArrayList<>();
            expect(in.nextToken(), JsonToken.START_OBJECT);
            for (String member = nextMember(in); member != null; member = nextMember(in)) {
                switch (member) {
                    case "v" -> version = in.getLongValue();
                    case "n" -> number = in.getLongValue();
                    case "instance" -> instance = name(in);
                    case "total" -> total = LoadJson.count(in);
                    case "load" -> load = LoadJson.read(in);
                    case "more" -> more = in.getBooleanValue();
                    case "since" -> since = in.getLongValue();
                    case "entries" -> entries = readEntries(in);
                    case "devices" -> {
                        while (in.nextToken() == JsonToken.START_ARRAY && devices.size() < PageRequest.MAX) {
                            devices.add(readPresence(in, instance));
                        }
                        expect(in.currentToken(), JsonToken.END_ARRAY);
                    }
                    default -> in.skipChildren();
                }
            }
            PresenceFormat.check(version);
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
        String name = text(in);
        if (name.length() > LONGEST_NAME) {
            throw new IOException("an instance with an invalid name");
        }
        return name;
    }

    private static List<InstanceJournalEntry> readEntries(JsonParser in) throws IOException {
        List<InstanceJournalEntry> entries = new ArrayList<>();
        expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.START_OBJECT || entries.size() >= DeviceHistoryRequest.MAX) {
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
        DeviceAddress address = PresenceFormat.readAddress(in);
        in.nextToken();
        DeviceUid uid = DeviceUid.parse(text(in));
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
            throw new IOException("a device with missing fields");
        }
        return new Presence(
                new DeviceIdentity(uid, address.account(), address.id()),
                instance,
                numbers[0],
                new ConnectionTimes(numbers[1], numbers[2], numbers[3]),
                new WaitingMessages((int) numbers[4], (int) numbers[5]),
                count < WITH_DELIVERIES ? null : new DeliveryCounts(numbers[6], numbers[7], numbers[8], numbers[9]));
    }
}

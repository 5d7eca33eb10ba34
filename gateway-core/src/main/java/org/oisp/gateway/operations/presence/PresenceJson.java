package org.oisp.gateway.operations.presence;

import static org.oisp.gateway.json.JsonParsing.expect;
import static org.oisp.gateway.json.JsonParsing.nextMember;
import static org.oisp.gateway.json.JsonParsing.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.json.JsonArrayWriter;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.json.JsonParsing;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Encodes and decodes the questions that instances send to each other; for the answers see {@link PresenceAnswerJson}. A question: {@code
 * {"v":1,"from":"…","n":7,"account":"…","after":["…","…"],"limit":100}}, optionally with {@code "id"} and {@code "instance"}; or, instead
 * of all those, {@code "devices":[["<account>","<id>"],…]} or {@code "events":["<account>","<id>","<uid>"]}; with {@code "load":true} if
 * the load is asked for too. Unknown members are ignored, so that later versions can add some.
 */
final class PresenceJson {

    private final PresenceAnswerJson answers = new PresenceAnswerJson();

    ByteSlice write(PresenceQuestion question) {
        return PresenceFormat.write(object -> {
            object.text("from", question.from()).number("n", question.number());
            if (question.load()) {
                object.flag("load", true);
            }
            if (question.events() != null) {
                object.array("events", question.events(), PresenceJson::writeEvents);
            } else if (question.page() != null) {
                writePage(object, question.page());
            } else {
                object.arrays("devices", question.devices(), PresenceFormat::writeAddress);
            }
        });
    }

    private static void writeEvents(JsonArrayWriter array, DeviceHistoryRequest events) throws IOException {
        PresenceFormat.writeAddress(array, events.device());
        if (events.uid() != null) {
            array.text(events.uid().toString());
        }
    }

    private static void writePage(JsonObjectWriter object, PageRequest page) throws IOException {
        if (page.account() != null) {
            object.text("account", page.account().toString());
        }
        if (!page.idPart().isEmpty()) {
            object.text("id", page.idPart());
        }
        if (page.instance() != null) {
            object.text("instance", page.instance());
        }
        if (page.after() != null) {
            object.array("after", page.after(), PresenceFormat::writeAddress);
        }
        object.number("limit", page.limit());
    }

    ByteSlice write(PresenceAnswer answer) {
        return answers.write(answer);
    }

    /** Reads an answer; fails if it is malformed or of an unknown version. */
    PresenceAnswer readAnswer(ByteSlice message) throws IOException {
        return answers.read(message);
    }

    /** Reads a question; fails if it is malformed or of an unknown version. */
    PresenceQuestion readQuestion(ByteSlice message) throws IOException {
        try (JsonParser in = JsonParsing.parser(message)) {
            long version = 0;
            String from = "";
            long number = 0;
            AccountId account = null;
            String idPart = "";
            String instance = null;
            DeviceAddress after = null;
            int limit = 0;
            DeviceHistoryRequest events = null;
            boolean load = false;
            List<DeviceAddress> devices = new ArrayList<>();
            expect(in.nextToken(), JsonToken.START_OBJECT);
            for (String name = nextMember(in); name != null; name = nextMember(in)) {
                switch (name) {
                    case "v" -> version = in.getLongValue();
                    case "from" -> from = UUID.fromString(text(in)).toString();
                    case "n" -> number = in.getLongValue();
                    case "account" -> account = PresenceFormat.account(text(in));
                    case "id" -> idPart = text(in);
                    case "instance" -> instance = text(in);
                    case "events" -> events = readEvents(in);
                    case "after" -> {
                        after = PresenceFormat.readAddress(in);
                        expect(in.nextToken(), JsonToken.END_ARRAY);
                    }
                    case "load" -> load = in.getBooleanValue();
                    case "limit" -> limit = Math.min(in.getIntValue(), PageRequest.MAX);
                    case "devices" -> {
                        while (in.nextToken() == JsonToken.START_ARRAY && devices.size() < PageRequest.MAX) {
                            devices.add(PresenceFormat.readAddress(in));
                            expect(in.nextToken(), JsonToken.END_ARRAY);
                        }
                        expect(in.currentToken(), JsonToken.END_ARRAY);
                    }
                    default -> in.skipChildren();
                }
            }
            PresenceFormat.check(version);
            return new PresenceQuestion(
                    from,
                    number,
                    limit > 0 ? new PageRequest(account, idPart, instance, after, limit) : null,
                    devices,
                    load,
                    events);
        } catch (IllegalArgumentException noUuid) {
            throw new IOException("no question", noUuid);
        }
    }

    private static DeviceHistoryRequest readEvents(JsonParser in) throws IOException {
        DeviceAddress device = PresenceFormat.readAddress(in);
        DeviceUid uid = null;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            // Elements after the key belong to a later version.
            uid = uid == null && in.currentToken() == JsonToken.VALUE_STRING ? DeviceUid.parse(in.getText()) : uid;
            in.skipChildren();
        }
        return new DeviceHistoryRequest(device, uid);
    }
}

package org.oisp.gateway.operations.presence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Encodes and decodes the questions that instances send to each other; for the answers see {@link PresenceAnswerJson}. A question: {@code
 * {"v":1,"from":"…","n":7,"account":"…","after":["…","…"],"limit":100}}, optionally with {@code "id"} and {@code "instance"}; or, instead
 * of all those, {@code "devices":[["<account>","<id>"],…]} or {@code "events":["<account>","<id>","<uid>"]}; with {@code "load":true} if
 * the load is asked for too. Unknown members are ignored, so that later versions can add some.
 */
final class PresenceJson {

    private static final int VERSION = 1;

    private static final JsonFactory JSON = new JsonFactory();

    private final PresenceAnswerJson answers = new PresenceAnswerJson();

    ByteSlice write(PresenceQuestion question) {
        return write(out -> {
            out.writeStringField("from", question.from());
            out.writeNumberField("n", question.number());
            if (question.load()) {
                out.writeBooleanField("load", true);
            }
            DeviceHistoryRequest events = question.events();
            if (events != null) {
                out.writeFieldName("events");
                writeAddress(out, events.device());
                if (events.uid() != null) {
                    out.writeString(events.uid().toString());
                }
                out.writeEndArray();
                return;
            }
            PageRequest page = question.page();
            if (page == null) {
                out.writeArrayFieldStart("devices");
                for (DeviceAddress device : question.devices()) {
                    writeAddress(out, device);
                    out.writeEndArray();
                }
                out.writeEndArray();
                return;
            }
            if (page.account() != null) {
                out.writeStringField("account", page.account().toString());
            }
            if (!page.idPart().isEmpty()) {
                out.writeStringField("id", page.idPart());
            }
            if (page.instance() != null) {
                out.writeStringField("instance", page.instance());
            }
            if (page.after() != null) {
                out.writeFieldName("after");
                writeAddress(out, page.after());
                out.writeEndArray();
            }
            out.writeNumberField("limit", page.limit());
        });
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
        try (JsonParser in = JSON.createParser(message.array(), message.offset(), message.length())) {
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
            while (in.nextToken() != JsonToken.END_OBJECT) {
                switch (member(in)) {
                    case "v" -> version = in.getLongValue();
                    case "from" -> from = UUID.fromString(text(in)).toString();
                    case "n" -> number = in.getLongValue();
                    case "account" -> account = account(text(in));
                    case "id" -> idPart = text(in);
                    case "instance" -> instance = text(in);
                    case "events" -> events = readEvents(in);
                    case "after" -> {
                        after = readAddress(in);
                        expect(in.nextToken(), JsonToken.END_ARRAY);
                    }
                    case "load" -> load = in.getBooleanValue();
                    case "limit" -> limit = Math.min(in.getIntValue(), PageRequest.MOST);
                    case "devices" -> {
                        while (in.nextToken() == JsonToken.START_ARRAY && devices.size() < PageRequest.MOST) {
                            devices.add(readAddress(in));
                            expect(in.nextToken(), JsonToken.END_ARRAY);
                        }
                        expect(in.currentToken(), JsonToken.END_ARRAY);
                    }
                    default -> in.skipChildren();
                }
            }
            check(version);
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
        DeviceAddress device = readAddress(in);
        DeviceUid uid = null;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            // Elements after the key belong to a later version.
            uid = uid == null && in.currentToken() == JsonToken.VALUE_STRING ? DeviceUid.parse(in.getText()) : uid;
            in.skipChildren();
        }
        return new DeviceHistoryRequest(device, uid);
    }

    static void writeAddress(JsonGenerator out, DeviceAddress address) throws IOException {
        out.writeStartArray();
        out.writeString(address.account().toString());
        out.writeString(address.id().value());
    }

    static DeviceAddress readAddress(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        in.nextToken();
        AccountId account = account(text(in));
        in.nextToken();
        return new DeviceAddress(account, new DeviceId(text(in)));
    }

    private static AccountId account(String text) throws IOException {
        @Nullable AccountId account = AccountId.parse(text);
        if (account == null) {
            throw new IOException("a device without an account");
        }
        return account;
    }

    static String member(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.FIELD_NAME);
        String name = in.currentName();
        in.nextToken();
        return name;
    }

    static String text(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.VALUE_STRING);
        return in.getText();
    }

    static void check(long version) throws IOException {
        if (version != VERSION) {
            throw new IOException("version " + version);
        }
    }

    static void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("no " + expected + " where one belongs");
        }
    }

    /** Writes the members of a JSON object. */
    interface PresenceMembers {
        void writeTo(JsonGenerator out) throws IOException;
    }

    static ByteSlice write(PresenceMembers presenceMembers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("v", VERSION);
            presenceMembers.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] written = bytes.toByteArray();
        return new ByteSlice(written, 0, written.length);
    }
}

package org.oisp.gateway.presence;

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
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Questions and answers as instances send them to each other. A question: {@code {"v":1,"from":"…","n":7,"account":"…","after":["…","…"],
 * "limit":100}} or, instead of the last three, {@code "devices":[["<account>","<id>"],…]}; with {@code "load":true} if the load is asked
 * for too. An answer: {@code {"v":1,"n":7,"instance":"…","devices":[["<account>","<id>","<uid>",bound,since,heard,tokenEnds,messages,
 * bytes],…],"more":false}}, and the load, see {@link LoadJson}. Members that are not known are stepped over, so that later versions may
 * have more of them.
 */
final class PresenceJson {

    /** About where an answer ends and leaves the rest to the next page: many instances answer at once, and Redis holds it all. */
    private static final int LONG_ANSWER = 256 * 1024;

    private static final int VERSION = 1;

    private final JsonFactory json = new JsonFactory();

    ByteSlice write(PresenceQuestion question) {
        return write(out -> {
            out.writeStringField("from", question.from());
            out.writeNumberField("n", question.number());
            if (question.load()) {
                out.writeBooleanField("load", true);
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
            if (page.after() != null) {
                out.writeFieldName("after");
                writeAddress(out, page.after());
                out.writeEndArray();
            }
            out.writeNumberField("limit", page.limit());
        });
    }

    ByteSlice write(PresenceAnswer answer) {
        return write(out -> {
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
                // What numbers and quotes take, and an id that is escaped.
                left -= 150 + 3 * presence.device().id().value().length();
                writeAddress(out, presence.address());
                out.writeString(presence.device().uid().toString());
                out.writeNumber(presence.boundAtMicros());
                out.writeNumber(presence.sinceMillis());
                out.writeNumber(presence.heardMillis());
                out.writeNumber(presence.tokenEndsMillis());
                out.writeNumber(presence.messages());
                out.writeNumber(presence.bytes());
                out.writeEndArray();
            }
            out.writeEndArray();
            out.writeBooleanField("more", more);
            if (answer.load() != null) {
                out.writeFieldName("load");
                LoadJson.write(out, answer.load());
            }
        });
    }

    /** Fails if it is none, or of a version that is not known. */
    PresenceQuestion readQuestion(ByteSlice message) throws IOException {
        try (JsonParser in = json.createParser(message.array(), message.offset(), message.length())) {
            long version = 0;
            String from = "";
            long number = 0;
            AccountId account = null;
            DeviceAddress after = null;
            int limit = 0;
            boolean load = false;
            List<DeviceAddress> devices = new ArrayList<>();
            expect(in.nextToken(), JsonToken.START_OBJECT);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                switch (member(in)) {
                    case "v" -> version = in.getLongValue();
                    case "from" -> from = UUID.fromString(text(in)).toString();
                    case "n" -> number = in.getLongValue();
                    case "account" -> account = account(text(in));
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
                    from, number, limit > 0 ? new PageRequest(account, after, limit) : null, devices, load);
        } catch (IllegalArgumentException noUuid) {
            throw new IOException("no question", noUuid);
        }
    }

    /** Fails if it is none, or of a version that is not known. */
    PresenceAnswer readAnswer(ByteSlice message) throws IOException {
        try (JsonParser in = json.createParser(message.array(), message.offset(), message.length())) {
            long version = 0;
            long number = 0;
            String instance = "";
            boolean more = false;
            InstanceLoad load = null;
            List<Presence> devices = new ArrayList<>();
            expect(in.nextToken(), JsonToken.START_OBJECT);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                switch (member(in)) {
                    case "v" -> version = in.getLongValue();
                    case "n" -> number = in.getLongValue();
                    case "instance" -> instance = text(in);
                    case "load" -> load = LoadJson.read(in);
                    case "more" -> more = in.getBooleanValue();
                    case "devices" -> {
                        while (in.nextToken() == JsonToken.START_ARRAY && devices.size() < PageRequest.MOST) {
                            devices.add(readPresence(in, instance));
                        }
                        expect(in.currentToken(), JsonToken.END_ARRAY);
                    }
                    default -> in.skipChildren();
                }
            }
            check(version);
            return new PresenceAnswer(number, instance, devices, more, load);
        }
    }

    private static Presence readPresence(JsonParser in, String instance) throws IOException {
        DeviceAddress address = readAddress(in);
        in.nextToken();
        DeviceUid uid = DeviceUid.parse(text(in));
        if (uid == null) {
            throw new IOException("a device without a key");
        }
        long[] numbers = new long[6];
        for (int i = 0; i < numbers.length; i++) {
            in.nextToken();
            numbers[i] = in.getLongValue();
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            // A later version's.
            in.skipChildren();
        }
        return new Presence(
                new DeviceIdentity(uid, address.account(), address.id()),
                instance,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                (int) numbers[4],
                (int) numbers[5]);
    }

    private static void writeAddress(JsonGenerator out, DeviceAddress address) throws IOException {
        out.writeStartArray();
        out.writeString(address.account().toString());
        out.writeString(address.id().value());
    }

    private static DeviceAddress readAddress(JsonParser in) throws IOException {
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

    private static String member(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.FIELD_NAME);
        String name = in.currentName();
        in.nextToken();
        return name;
    }

    private static String text(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.VALUE_STRING);
        return in.getText();
    }

    private static void check(long version) throws IOException {
        if (version != VERSION) {
            throw new IOException("version " + version);
        }
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("no " + expected + " where one belongs");
        }
    }

    /** What is written between the braces. */
    private interface Members {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private ByteSlice write(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("v", VERSION);
            members.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] written = bytes.toByteArray();
        return new ByteSlice(written, 0, written.length);
    }
}

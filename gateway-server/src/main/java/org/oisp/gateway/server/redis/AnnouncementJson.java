package org.oisp.gateway.server.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.registry.Mailbox;

/**
 * The JSON format of announcements between instances: {@code {"v":1,"from":"…","n":7,"taken":[["<uid>",<micros or null>],…],
 * "fought":[["<account>","<id>"],…]}}. Unknown members are skipped, so that later versions may add some.
 */
final class AnnouncementJson {

    private static final int VERSION = 1;

    /** The upper bound of GATEWAY_REDIS_BATCH, the number of devices in one announcement. */
    static final int MOST_DEVICES = 100_000;

    private final JsonFactory json = new JsonFactory();

    ByteSlice write(Announcement announcement) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(64 * (1 + announcement.taken().size()));
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("v", VERSION);
            out.writeStringField("from", announcement.instance());
            out.writeNumberField("n", announcement.number());
            out.writeArrayFieldStart("taken");
            for (Taken taken : announcement.taken()) {
                out.writeStartArray();
                out.writeString(taken.device().toString());
                if (taken.boundAtMicros() == Mailbox.UNBOUND) {
                    out.writeNull();
                } else {
                    out.writeNumber(taken.boundAtMicros());
                }
                out.writeEndArray();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("fought");
            for (DeviceAddress device : announcement.fought()) {
                out.writeStartArray();
                out.writeString(device.account().toString());
                out.writeString(device.id().value());
                out.writeEndArray();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] written = bytes.toByteArray();
        return new ByteSlice(written, 0, written.length);
    }

    /** Parses an announcement; fails if it is malformed or of an unknown version. */
    Announcement read(ByteSlice message) throws IOException {
        try (JsonParser in = json.createParser(message.array(), message.offset(), message.length())) {
            long version = 0;
            String instance = "";
            long number = 0;
            List<Taken> taken = new ArrayList<>();
            List<DeviceAddress> fought = new ArrayList<>();
            expect(in.nextToken(), JsonToken.START_OBJECT);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                expect(in.currentToken(), JsonToken.FIELD_NAME);
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "v" -> version = in.getLongValue();
                    case "from" -> {
                        expect(in.currentToken(), JsonToken.VALUE_STRING);
                        instance = in.getText();
                    }
                    case "n" -> number = in.getLongValue();
                    case "taken" -> readTaken(in, taken);
                    case "fought" -> readFought(in, fought);
                    default -> in.skipChildren();
                }
            }
            if (version != VERSION) {
                throw new IOException("version " + version);
            }
            return new Announcement(instance, number, taken, fought);
        }
    }

    private static void readTaken(JsonParser in, List<Taken> taken) throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() == JsonToken.START_ARRAY) {
            expect(in.nextToken(), JsonToken.VALUE_STRING);
            DeviceUid device = DeviceUid.parse(in.getText());
            long at = in.nextToken() == JsonToken.VALUE_NULL ? Mailbox.UNBOUND : in.getLongValue();
            expect(in.nextToken(), JsonToken.END_ARRAY);
            if (device == null) {
                throw new IOException("a device without a key");
            }
            bound(taken);
            taken.add(new Taken(device, at));
        }
        expect(in.currentToken(), JsonToken.END_ARRAY);
    }

    private static void readFought(JsonParser in, List<DeviceAddress> fought) throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() == JsonToken.START_ARRAY) {
            expect(in.nextToken(), JsonToken.VALUE_STRING);
            AccountId account = AccountId.parse(in.getText());
            expect(in.nextToken(), JsonToken.VALUE_STRING);
            DeviceId id = new DeviceId(in.getText());
            expect(in.nextToken(), JsonToken.END_ARRAY);
            if (account == null || !id.storable()) {
                // The id is kept for a while, so its length must be bounded.
                throw new IOException("a device without an account, or with an id that no row can have");
            }
            bound(fought);
            fought.add(new DeviceAddress(account, id));
        }
        expect(in.currentToken(), JsonToken.END_ARRAY);
    }

    private static void bound(List<?> devices) throws IOException {
        if (devices.size() >= MOST_DEVICES) {
            throw new IOException("more than " + MOST_DEVICES + " devices");
        }
    }

    private static void expect(JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("no announcement");
        }
    }
}

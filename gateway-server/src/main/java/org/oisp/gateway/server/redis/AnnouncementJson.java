package org.oisp.gateway.server.redis;

import static org.oisp.gateway.json.JsonParsing.nextMember;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.json.JsonArrayWriter;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.json.JsonParsing;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.registry.Mailbox;

/**
 * The JSON format of announcements between instances: {@code {"v":1,"from":"…","n":7,"taken":[["<uid>",<micros or null>],…],
 * "fought":[["<account>","<id>"],…],"left":[["<uid>","<account>","<id>"],…]}}; {@code left} is omitted if it is empty. Unknown members are skipped, so that later versions may add some.
 */
final class AnnouncementJson {

    private static final int VERSION = 1;

    /** The upper bound of GATEWAY_REDIS_BATCH, the number of devices in one announcement. */
    static final int MAX_DEVICES = 100_000;

    ByteSlice write(Announcement announcement) {
        return JsonObjectWriter.toBytes(object -> {
            object.number("v", VERSION)
                    .text("from", announcement.instance())
                    .number("n", announcement.number())
                    .arrays("taken", announcement.taken(), AnnouncementJson::writeTaken)
                    .arrays(
                            "fought",
                            announcement.fought(),
                            (array, device) -> array.text(device.account().toString())
                                    .text(device.id().value()));
            if (!announcement.left().isEmpty()) {
                object.arrays(
                        "left",
                        announcement.left(),
                        (array, device) -> array.text(device.uid().toString())
                                .text(device.account().toString())
                                .text(device.id().value()));
            }
        });
    }

    private static void writeTaken(JsonArrayWriter array, Taken taken) throws IOException {
        array.text(taken.device().toString());
        if (taken.boundAtMicros() == Mailbox.UNBOUND) {
            array.nothing();
        } else {
            array.number(taken.boundAtMicros());
        }
    }

    /** Parses an announcement; fails if it is malformed or of an unknown version. */
    Announcement read(ByteSlice message) throws IOException {
        try (JsonParser in = JsonParsing.parser(message)) {
            long version = 0;
            String instance = "";
            long number = 0;
            List<Taken> taken = new ArrayList<>();
            List<DeviceAddress> fought = new ArrayList<>();
            List<DeviceIdentity> left = new ArrayList<>();
            expect(in.nextToken(), JsonToken.START_OBJECT);
            for (String name = nextMember(in); name != null; name = nextMember(in)) {
                switch (name) {
                    case "v" -> version = in.getLongValue();
                    case "from" -> {
                        expect(in.currentToken(), JsonToken.VALUE_STRING);
                        instance = in.getText();
                    }
                    case "n" -> number = in.getLongValue();
                    case "taken" -> readTaken(in, taken);
                    case "fought" -> readFought(in, fought);
                    case "left" -> readLeft(in, left);
                    default -> in.skipChildren();
                }
            }
            if (version != VERSION) {
                throw new IOException("version " + version);
            }
            return new Announcement(instance, number, taken, fought, left);
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
            DeviceAddress device = readAddress(in);
            bound(fought);
            fought.add(device);
        }
        expect(in.currentToken(), JsonToken.END_ARRAY);
    }

    private static void readLeft(JsonParser in, List<DeviceIdentity> left) throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        while (in.nextToken() == JsonToken.START_ARRAY) {
            expect(in.nextToken(), JsonToken.VALUE_STRING);
            DeviceUid uid = DeviceUid.parse(in.getText());
            DeviceAddress device = readAddress(in);
            if (uid == null) {
                throw new IOException("a device without a key");
            }
            bound(left);
            left.add(new DeviceIdentity(uid, device.account(), device.id()));
        }
        expect(in.currentToken(), JsonToken.END_ARRAY);
    }

    /** Reads an account, an id and the end of their array. */
    private static DeviceAddress readAddress(JsonParser in) throws IOException {
        expect(in.nextToken(), JsonToken.VALUE_STRING);
        AccountId account = AccountId.parse(in.getText());
        expect(in.nextToken(), JsonToken.VALUE_STRING);
        DeviceId id = new DeviceId(in.getText());
        expect(in.nextToken(), JsonToken.END_ARRAY);
        if (account == null || !id.storable()) {
            // The id is kept for a while, so its length must be bounded.
            throw new IOException("a device without an account, or with an id that no row can have");
        }
        return new DeviceAddress(account, id);
    }

    private static void bound(List<?> devices) throws IOException {
        if (devices.size() >= MAX_DEVICES) {
            throw new IOException("more than " + MAX_DEVICES + " devices");
        }
    }

    private static void expect(JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("no announcement");
        }
    }
}

package org.oisp.gateway.operations.presence;

import static org.oisp.gateway.json.JsonParsing.expect;
import static org.oisp.gateway.json.JsonParsing.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.json.JsonArrayWriter;
import org.oisp.gateway.json.JsonMembers;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.protocol.ByteSlice;

/** What questions and answers between instances have in common: the version, and the address of a device, {@code "<account>","<id>"}. */
final class PresenceFormat {

    private static final int VERSION = 1;

    private PresenceFormat() {}

    /** Writes a message, which begins with its version. */
    static ByteSlice write(JsonMembers members) {
        return JsonObjectWriter.toBytes(object -> {
            object.number("v", VERSION);
            members.writeTo(object);
        });
    }

    /** Fails if a message is of another version. */
    static void check(long version) throws IOException {
        if (version != VERSION) {
            throw new IOException("version " + version);
        }
    }

    static void writeAddress(JsonArrayWriter array, DeviceAddress address) throws IOException {
        array.text(address.account().toString()).text(address.id().value());
    }

    /** Reads an address, and leaves the array that it begins open. */
    static DeviceAddress readAddress(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        in.nextToken();
        AccountId account = account(text(in));
        in.nextToken();
        return new DeviceAddress(account, new DeviceId(text(in)));
    }

    /** Returns an account; fails if the text is no id of one. */
    static AccountId account(String text) throws IOException {
        @Nullable AccountId account = AccountId.parse(text);
        if (account == null) {
            throw new IOException("a device without an account");
        }
        return account;
    }
}

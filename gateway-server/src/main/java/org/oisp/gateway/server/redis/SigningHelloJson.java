package org.oisp.gateway.server.redis;

import static org.oisp.gateway.json.JsonParsing.nextMember;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.json.JsonParsing;
import org.oisp.gateway.protocol.ByteSlice;

/** The JSON format in which an instance says hello: {@code {"v":1,"server":"<host:port>"}}. Unknown members are skipped. */
final class SigningHelloJson {

    private static final int VERSION = 1;

    /** The length of the server column in the leases table. */
    private static final int LONGEST_SERVER = 255;

    private SigningHelloJson() {}

    static ByteSlice write(String server) {
        return JsonObjectWriter.toBytes(object -> object.number("v", VERSION).text("server", server));
    }

    /** Returns the sender's server address; fails if the message is malformed or of an unknown version. */
    static String read(ByteSlice message) throws IOException {
        long version = 0;
        String server = "";
        try (JsonParser in = JsonParsing.parser(message)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no hello");
            }
            for (String name = nextMember(in); name != null; name = nextMember(in)) {
                if (name.equals("v")) {
                    version = in.getLongValue();
                } else if (name.equals("server") && in.currentToken() == JsonToken.VALUE_STRING) {
                    server = in.getText();
                } else {
                    in.skipChildren();
                }
            }
        }
        if (version != VERSION || server.isEmpty() || server.length() > LONGEST_SERVER) {
            throw new IOException("no hello of version " + VERSION);
        }
        return server;
    }
}

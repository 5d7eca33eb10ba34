package org.oisp.gateway.server.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.oisp.gateway.protocol.ByteSlice;

/** The JSON format in which an instance says that it signs: {@code {"v":1,"server":"<host:port>"}}. Unknown members are skipped. */
final class SigningHelloJson {

    private static final int VERSION = 1;

    /** The length of the server column in the leases table. */
    private static final int LONGEST_SERVER = 255;

    private static final JsonFactory JSON = new JsonFactory();

    private SigningHelloJson() {}

    static ByteSlice write(String server) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("v", VERSION);
            out.writeStringField("server", server);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] written = bytes.toByteArray();
        return new ByteSlice(written, 0, written.length);
    }

    /** Returns the sender's server address; fails if the message is malformed or of an unknown version. */
    static String read(ByteSlice message) throws IOException {
        long version = 0;
        String server = "";
        try (JsonParser in = JSON.createParser(message.array(), message.offset(), message.length())) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no hello");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
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

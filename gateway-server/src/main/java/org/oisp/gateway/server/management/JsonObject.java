package org.oisp.gateway.server.management;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes a JSON object to a string. */
final class JsonObject {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonObject() {}

    /** Writes the members of the object. */
    interface ObjectMembers {
        void writeTo(JsonGenerator out) throws IOException;
    }

    static String write(ObjectMembers objectMembers) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            objectMembers.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}

package org.oisp.gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes the values of an open JSON array, which {@link JsonObjectWriter} opens and closes. Not thread-safe. */
public final class JsonArrayWriter {

    private final JsonGenerator out;

    JsonArrayWriter(JsonGenerator out) {
        this.out = out;
    }

    /**
     * Writes a text.
     *
     * @param value the text, not escaped
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonArrayWriter text(String value) throws IOException {
        out.writeString(value);
        return this;
    }

    /**
     * Writes an integer.
     *
     * @param value the number
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonArrayWriter number(long value) throws IOException {
        out.writeNumber(value);
        return this;
    }

    /**
     * Writes null.
     *
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonArrayWriter nothing() throws IOException {
        out.writeNull();
        return this;
    }
}

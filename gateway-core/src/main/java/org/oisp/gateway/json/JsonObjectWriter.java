package org.oisp.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Writes the members of an open JSON object. Whoever opens an object or array closes it, so that members are all that is to be given. Not
 * thread-safe; the static methods are.
 */
public final class JsonObjectWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;

    private JsonObjectWriter(JsonGenerator out) {
        this.out = out;
    }

    /**
     * Encodes an object as UTF-8.
     *
     * @param members its members
     * @return the object without white space
     */
    public static ByteSlice toBytes(JsonMembers members) {
        return toBytes("", members, "");
    }

    /**
     * Encodes an object between two texts as UTF-8.
     *
     * @param before the text before it, sent as it is
     * @param members its members
     * @param behind the text behind it, sent as it is
     * @return all three
     */
    public static ByteSlice toBytes(String before, JsonMembers members, String behind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            writeObject(out, members);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        bytes.writeBytes(behind.getBytes(StandardCharsets.UTF_8));
        byte[] all = bytes.toByteArray();
        return new ByteSlice(all, 0, all.length);
    }

    /**
     * Writes an object to a string.
     *
     * @param members its members
     * @return the object without white space
     */
    public static String toText(JsonMembers members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            writeObject(out, members);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void writeObject(JsonGenerator out, JsonMembers members) throws IOException {
        out.writeStartObject();
        members.writeTo(new JsonObjectWriter(out));
        out.writeEndObject();
    }

    /**
     * Writes a text member.
     *
     * @param name its name
     * @param value the text, not escaped; null for JSON null
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter text(String name, @Nullable String value) throws IOException {
        out.writeStringField(name, value);
        return this;
    }

    /**
     * Writes an integer member.
     *
     * @param name its name
     * @param value the number
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter number(String name, long value) throws IOException {
        out.writeNumberField(name, value);
        return this;
    }

    /**
     * Writes an integer member or null.
     *
     * @param name its name
     * @param value the number; null for JSON null
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter numberOrNull(String name, @Nullable Long value) throws IOException {
        return value == null ? nothing(name) : number(name, value);
    }

    /**
     * Writes a member that is a floating-point number.
     *
     * @param name its name
     * @param value the number, with a decimal point even if it is whole
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter decimal(String name, double value) throws IOException {
        out.writeNumberField(name, value);
        return this;
    }

    /**
     * Writes a boolean member.
     *
     * @param name its name
     * @param value the value
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter flag(String name, boolean value) throws IOException {
        out.writeBooleanField(name, value);
        return this;
    }

    /**
     * Writes a member that is null.
     *
     * @param name its name
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter nothing(String name) throws IOException {
        out.writeNullField(name);
        return this;
    }

    /**
     * Writes a member that is an object.
     *
     * @param name its name
     * @param members the object's members
     * @return this
     * @throws IOException if writing fails
     */
    public JsonObjectWriter object(String name, JsonMembers members) throws IOException {
        out.writeFieldName(name);
        writeObject(out, members);
        return this;
    }

    /**
     * Writes a member that is an array of objects.
     *
     * @param name its name
     * @param values what becomes an object each
     * @param element writes the members of one
     * @param <T> the type of the values
     * @return this
     * @throws IOException if writing fails
     */
    public <T> JsonObjectWriter objects(
            String name, Iterable<T> values, JsonElement<? super JsonObjectWriter, ? super T> element)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (T value : values) {
            writeObject(out, object -> element.writeTo(object, value));
        }
        out.writeEndArray();
        return this;
    }

    /**
     * Writes a member that is an array of texts and numbers.
     *
     * @param name its name
     * @param value what becomes the array
     * @param element writes the values of the array
     * @param <T> the type of the value
     * @return this
     * @throws IOException if writing fails
     */
    public <T> JsonObjectWriter array(String name, T value, JsonElement<? super JsonArrayWriter, ? super T> element)
            throws IOException {
        out.writeArrayFieldStart(name);
        element.writeTo(new JsonArrayWriter(out), value);
        out.writeEndArray();
        return this;
    }

    /**
     * Writes a member that is an array of arrays of texts and numbers.
     *
     * @param name its name
     * @param values what becomes an array each
     * @param element writes the values of one
     * @param <T> the type of the values
     * @return this
     * @throws IOException if writing fails
     */
    public <T> JsonObjectWriter arrays(
            String name, Iterable<T> values, JsonElement<? super JsonArrayWriter, ? super T> element)
            throws IOException {
        out.writeArrayFieldStart(name);
        JsonArrayWriter array = new JsonArrayWriter(out);
        for (T value : values) {
            out.writeStartArray();
            element.writeTo(array, value);
            out.writeEndArray();
        }
        out.writeEndArray();
        return this;
    }

    /**
     * Writes a member that is an array of texts.
     *
     * @param name its name
     * @param values the texts, not escaped
     * @return this
     * @throws IOException never, if the target is memory
     */
    public JsonObjectWriter texts(String name, Iterable<String> values) throws IOException {
        return array(name, values, (array, all) -> {
            for (String value : all) {
                array.text(value);
            }
        });
    }
}

package org.oisp.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.ByteSlice;

/** Tests writing JSON objects, and iterating over their members. */
class JsonObjectTest {

    private static final JsonMembers ALL = object -> object.text("text", "\"\u00e4\"\n")
            .text("no text", null)
            .number("number", Long.MAX_VALUE)
            .numberOrNull("some", 7L)
            .numberOrNull("none", null)
            .decimal("decimal", 2)
            .flag("flag", true)
            .nothing("nothing")
            .object("object", inner -> inner.object("inner", empty -> {}))
            .objects("objects", List.of(1, 2), (inner, value) -> inner.number("n", value))
            .array("array", 3, (array, value) -> array.text("a").number(value).nothing())
            .arrays("arrays", List.of(4, 5), (array, value) -> array.number(value))
            .texts("texts", List.of("x", "y"))
            .texts("no texts", List.of());

    private static final String WRITTEN =
            "{\"text\":\"\\\"\u00e4\\\"\\n\",\"no text\":null,\"number\":9223372036854775807,"
                    + "\"some\":7,\"none\":null,\"decimal\":2.0,\"flag\":true,\"nothing\":null,\"object\":{\"inner\":{}},"
                    + "\"objects\":[{\"n\":1},{\"n\":2}],\"array\":[\"a\",3,null],\"arrays\":[[4],[5]],\"texts\":[\"x\",\"y\"],"
                    + "\"no texts\":[]}";

    @Test
    void writesEveryKindOfMember() {
        assertThat(JsonObjectWriter.toBytes(ALL).toString()).isEqualTo(WRITTEN);
        assertThat(JsonObjectWriter.toText(ALL)).isEqualTo(WRITTEN);
        assertThat(JsonObjectWriter.toBytes("\u00e4 ", object -> {}, " \u00fc").toString())
                .isEqualTo("\u00e4 {} \u00fc");
    }

    @Test
    void stepsThroughTheMembers() throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser in = JsonParsing.parser(JsonObjectWriter.toBytes(ALL))) {
            JsonParsing.expect(in.nextToken(), JsonToken.START_OBJECT);
            for (String name = JsonParsing.nextMember(in); name != null; name = JsonParsing.nextMember(in)) {
                names.add(name);
                in.skipChildren();
            }
            assertThat(in.nextToken()).isNull();
        }
        assertThat(names)
                .containsExactly(
                        "text",
                        "no text",
                        "number",
                        "some",
                        "none",
                        "decimal",
                        "flag",
                        "nothing",
                        "object",
                        "objects",
                        "array",
                        "arrays",
                        "texts",
                        "no texts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{]", "{\"a\"", "{1}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}"})
    void refusesWhatIsNoObject(String text) throws IOException {
        try (JsonParser in = JsonParsing.parser(ByteSlice.ofText(text))) {
            JsonParsing.expect(in.nextToken(), JsonToken.START_OBJECT);
            assertThatThrownBy(() -> {
                        while (JsonParsing.nextMember(in) != null) {
                            in.skipChildren();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesAnotherToken() throws IOException {
        try (JsonParser in = JsonParsing.parser(ByteSlice.ofText("[1]"))) {
            assertThatThrownBy(() -> JsonParsing.expect(in.nextToken(), JsonToken.START_OBJECT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no START_OBJECT where one belongs");
            in.nextToken();
            assertThatThrownBy(() -> JsonParsing.text(in))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no VALUE_STRING where one belongs");
        }
    }
}

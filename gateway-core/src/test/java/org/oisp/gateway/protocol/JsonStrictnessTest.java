package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.Inbound.Signal;

/** Tests what counts as JSON: the same as for {@code JSON.parse}, at every place for which the reader has its own code. */
class JsonStrictnessTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "-0.0e-0",
                "10",
                "1e5",
                "1E5",
                "1e+5",
                "1E-05",
                "1.0",
                "123456789012345678901234567890",
                "1e999",
                "-1e-999",
                "0.00000000000000000000000000000000000000001",
                "1e99999999999999999999",
                "true",
                "false",
                "null",
                "[]",
                "[ ]",
                "{}",
                "{ }",
                "[[],[[]],{}]",
                "{\"\":{\"\":[]}}",
                "{\"a\":1,\"a\":2}",
                "\"\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u0000\\u001f\\uFFFF\\uabCD\"",
                "\"\\ud83d\\ude00\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud83d\\ude00\":1}",
                "{\"\\ud800\":1}",
                "{\"a\\ude00b\":1}",
                "{\"\\ude00\\ud83d\":1}",
                "{\"\\ud83d\\n\":1,\"\\ud83d\":2,\"\\ud83d\":3}",
                "\"\u007f\u0080\u2028\u2029\ufeff\"",
                "\"\ud83d\ude00\"",
                "{\"\u00e9\u007f\u2028\ud83d\ude00\":1}",
                "[\n1\t,\r2 ]",
                "\"//\"",
                "\"/*\"",
                "{\"a\\u0000b\":1}"
            })
    void takesWhatJsonParseTakes(String json) {
        assertThat(Messages.read(wherever(json))).isEqualTo(Signal.PING);
        assertThat(Messages.read(inCredentials(json))).isInstanceOf(Inbound.ActuationMessage.class);
        assertThat(Messages.read(inBody(json))).isInstanceOf(Inbound.ActuationMessage.class);
        assertThat(Messages.read(inContent(json))).isInstanceOf(Inbound.ActuationMessage.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "-01",
                "00",
                "-",
                "+1",
                ".5",
                "1.",
                "-.5",
                "1.e5",
                "1e",
                "1e+",
                "0x10",
                "1_000",
                "1f",
                "1.2.3",
                "--1",
                "1e5.5",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "+Infinity",
                "\u0661",
                "\uff11",
                "tru",
                "truee",
                "True",
                "nul",
                "nulll",
                "NULL",
                "undefined",
                "x",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[,]",
                "[1 2]",
                "[1;2]",
                "[",
                "[1",
                "[1,",
                "]",
                "[1}",
                "(1)",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\"::1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{[]:1}",
                "{\"a\":1",
                "{\"a\":1]",
                "{",
                "}",
                "{\"a\":1:2}",
                "{\"a\",1}",
                "'a'",
                "\"a",
                "\"a'",
                "\"\\\"",
                "\"\\x41\"",
                "\"\\'\"",
                "\"\\a\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\U0041\"",
                "\"\\u+123\"",
                "\"\\u{41}\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"a\u0000b\"",
                "\"a\u001fb\"",
                "\"a\\\nb\"",
                "\"a\" \"b\"",
                "{\"a\nb\":1}",
                "{\"a\u0001b\":1}",
                "{\"a\\qb\":1}",
                "{\"a\\u00\":1}",
                "{\"\\ud83d\\ude0\":1}",
                "{\"\\ud83d\\\":1}",
                "/*c*/1",
                "1/*c*/",
                "//c\n1",
                "1//c\n",
                "#c\n1",
                "[1/*c*/]",
                "{/*c*/}",
                "<!--1-->",
                "\u000b1",
                "\u000c1",
                "\u00a01",
                "\u20281",
                "\ufeff1",
                "\u30001",
                "\u00001",
                "\u001e1",
                "1\u0000",
                "1\u00a0",
                "1\b",
                "`a`",
                "1n",
                "@",
                "\\u0031",
                "new Date()"
            })
    void refusesWhatJsonParseRefuses(String json) {
        assertThat(Messages.read(json)).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read(wherever(json))).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read(inCredentials(json))).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read(inBody(json))).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read(inContent(json))).isEqualTo(Signal.MALFORMED);
    }

    @Test
    void takesMessagesAsDeepAsTheBound() {
        int room = MessageReader.MAX_DEPTH - 1;

        assertThat(Messages.read(wherever("[".repeat(room) + "]".repeat(room)))).isEqualTo(Signal.PING);
        assertThat(Messages.read(wherever("{\"a\":".repeat(room) + "1" + "}".repeat(room))))
                .isEqualTo(Signal.PING);
        assertThat(Messages.read("[".repeat(room + 1) + "]".repeat(room + 1))).isEqualTo(Signal.UNKNOWN);
        assertThat(Messages.read(inContent("[".repeat(room - 2) + "]".repeat(room - 2))))
                .isInstanceOf(Inbound.ActuationMessage.class);
    }

    @Test
    void takesDeeperMessagesAsMalformed() {
        int room = MessageReader.MAX_DEPTH;

        assertThat(Messages.read(wherever("[".repeat(room) + "]".repeat(room)))).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read(wherever("{\"a\":".repeat(room) + "1" + "}".repeat(room))))
                .isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read("[".repeat(500_000) + "]".repeat(500_000))).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read("[".repeat(1_000_000))).isEqualTo(Signal.MALFORMED);
        assertThat(Messages.read(inContent("[".repeat(room - 2) + "]".repeat(room - 2))))
                .isEqualTo(Signal.MALFORMED);
    }

    /** Such a key is unknown; it is not the key that it resembles. */
    @Test
    void aKeyWithHalfASurrogatePairIsAKeyLikeAnyOther() {
        assertThat(Messages.read("{\"type\":\"ping\",\"type\\ud800\":\"x\",\"\\ude00type\":\"x\"}"))
                .isEqualTo(Signal.PING);
        assertThat(Messages.read("{\"\\ud800type\":\"ping\"}")).isEqualTo(Signal.UNKNOWN);
        assertThat(Messages.read("{\"\\ud800\":1,\"type\":\"x\",\"\\udfff\":1,\"type\":\"ping\",\"\\ud800\":2}"))
                .isEqualTo(Signal.PING);
    }

    private static String wherever(String json) {
        return "{\"x\":" + json + ",\"type\":\"ping\"}";
    }

    private static String inCredentials(String json) {
        return "{\"type\":\"actuation\",\"credentials\":{\"x\":" + json + "}}";
    }

    private static String inBody(String json) {
        return "{\"type\":\"actuation\",\"credentials\":{},\"body\":{\"x\":" + json + "}}";
    }

    private static String inContent(String json) {
        return "{\"type\":\"actuation\",\"credentials\":{},\"body\":{\"content\":{\"x\":" + json + "}}}";
    }
}

package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import org.oisp.gateway.protocol.Inbound.Signal;

/** Tests the rows of PROTOCOL.md, "Messages to the server". Actuations have tests of their own. */
class MessageReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\t\r ",
                "hello",
                "null",
                " null ",
                "{}{}",
                "{} {}",
                "{}x",
                "{\"type\":\"ping\"}1",
                "1 2",
                "null null",
                "\ufeff{\"type\":\"ping\"}",
                "\ufeff",
                " \ufeff{}",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"}}",
                "{\"type\":\"ping\"},",
                "\0{\"type\":\"ping\"}",
                "{\"type\":\"ping\"}\0",
                "undefined",
                "PING"
            })
    void takesWhatIsNotOneDocumentAsMalformed(String text) {
        assertThat(Messages.read(text)).isEqualTo(Signal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0",
                "1.5e3",
                "\"x\"",
                "\"\"",
                "\"ping\"",
                "true",
                "false",
                "[]",
                "[null]",
                "{}",
                " {} ",
                "[{\"type\":\"ping\"}]",
                "{\"type\":null}",
                "{\"type\":1}",
                "{\"type\":true}",
                "{\"type\":[]}",
                "{\"type\":[\"ping\"]}",
                "{\"type\":{\"type\":\"ping\"}}",
                "{\"type\":\"\"}",
                "{\"type\":\"DEVICE\"}",
                "{\"type\":\"Ping\"}",
                "{\"type\":\" ping\"}",
                "{\"type\":\"ping\\u0000\"}",
                "{\"Type\":\"ping\"}",
                "{\"type \":\"ping\"}",
                "{\"\":\"ping\"}",
                "{\"a\":{\"type\":\"ping\"}}",
                "{\"type\":\"register\"}",
                "{\"credentials\":null}",
                "{\"type\":\"other\",\"credentials\":null,\"body\":null}"
            })
    void takesADocumentWithoutAKnownTypeAsUnknown(String text) {
        assertThat(Messages.read(text)).isEqualTo(Signal.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\"}",
                " \t\r\n{ \"type\" : \"ping\" } \n",
                "{\"type\":\"\\u0070ing\"}",
                "{\"\\u0074ype\":\"ping\"}",
                "{\"type\":\"ping\",\"deviceId\":7,\"credentials\":null,\"body\":[],\"x\":{\"type\":\"device\"}}",
                "{\"x\":[1,2,{\"type\":\"device\"}],\"type\":\"ping\"}",
                "{\"type\":\"device\",\"type\":\"ping\"}",
                "{\"type\":{},\"type\":\"ping\"}",
                "{\"type\":null,\"typ\\u0065\":\"ping\"}",
                "{\"__proto__\":{\"type\":\"device\"},\"type\":\"ping\"}"
            })
    void readsAPing(String text) {
        assertThat(Messages.read(text)).isEqualTo(Signal.PING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\",\"type\":\"pong\"}",
                "{\"type\":\"ping\",\"type\":null}",
                "{\"type\":\"ping\",\"type\":[\"ping\"]}"
            })
    void letsTheLastTypeCount(String text) {
        assertThat(Messages.read(text)).isEqualTo(Signal.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"device\",\"deviceId\":\"d1\",\"deviceToken\":\"a.b.c\"}",
                "{\"deviceToken\":\"a.b.c\",\"deviceId\":\"d1\",\"type\":\"device\"}",
                "{\"deviceId\":\"\\u00641\",\"x\":{\"deviceId\":\"d2\"},\"deviceToken\":\"a\\u002eb.c\",\"type\":\"device\"}",
                "{\"type\":\"device\",\"deviceId\":\"d2\",\"deviceToken\":\"x\",\"deviceToken\":\"a.b.c\",\"deviceId\":\"d1\"}",
                "{\"type\":\"device\",\"deviceId\":null,\"deviceToken\":[\"x\"],\"deviceToken\":\"a.b.c\",\"deviceId\":\"d1\"}"
            })
    void readsARegistration(String text) {
        assertThat(Messages.read(text)).isEqualTo(new RegistrationRequest("d1", "a.b.c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"deviceId\":null", ",\"deviceId\":1", ",\"deviceId\":[\"d1\"]", ",\"deviceId\":{}"})
    void readsARegistrationWhoseIdIsNoText(String id) {
        assertThat(Messages.read("{\"type\":\"device\",\"deviceToken\":\"t\"" + id + "}"))
                .isEqualTo(new RegistrationRequest(null, "t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"deviceToken\":null",
                ",\"deviceToken\":1",
                ",\"deviceToken\":[\"t\"]",
                ",\"deviceToken\":true"
            })
    void readsARegistrationWhoseTokenIsNoText(String token) {
        assertThat(Messages.read("{\"type\":\"device\",\"deviceId\":\"d1\"" + token + "}"))
                .isEqualTo(new RegistrationRequest("d1", null));
    }

    @Test
    void letsTheLastIdAndTokenCountEvenIfTheyAreNoTexts() {
        assertThat(Messages.read("{\"type\":\"device\",\"deviceId\":\"d1\",\"deviceToken\":\"t\",\"deviceId\":5,"
                        + "\"deviceToken\":{}}"))
                .isEqualTo(new RegistrationRequest(null, null));
    }

    @Test
    void showsNoTokenInTheTextOfARegistration() {
        assertThat(new RegistrationRequest("d1", "secret-token").toString())
                .contains("d1")
                .doesNotContain("secret");
    }

    @Test
    void readsOnlyTheBytesOfTheSlice() {
        byte[] bytes = "{\"type\":\"ping\"}{\"type\":\"pong\"}1".getBytes(StandardCharsets.UTF_8);
        MessageReader reader = new MessageReader(Messages.MAX_BYTES);

        assertThat(reader.read(new ByteSlice(bytes, 0, 15), 0)).isEqualTo(Signal.PING);
        assertThat(reader.read(new ByteSlice(bytes, 15, 15), 0)).isEqualTo(Signal.UNKNOWN);
        assertThat(reader.read(new ByteSlice(bytes, 30, 1), 0)).isEqualTo(Signal.UNKNOWN);
        assertThat(reader.read(new ByteSlice(bytes, 31, 0), 0)).isEqualTo(Signal.MALFORMED);
        assertThat(reader.read(new ByteSlice(bytes, 0, 14), 0)).isEqualTo(Signal.MALFORMED);
    }

    @Test
    void readsTextsAsLongAsAMessage() {
        String token = "t".repeat(Messages.MAX_BYTES - 100);

        assertThat(Messages.read("{\"type\":\"device\",\"deviceId\":\"d1\",\"deviceToken\":\"" + token + "\"}"))
                .isEqualTo(new RegistrationRequest("d1", token));
        assertThat(Messages.read("{\"" + token + "\":1,\"type\":\"ping\"}")).isEqualTo(Signal.PING);
        assertThat(Messages.read("{\"x\":" + token.replace('t', '9') + ",\"type\":\"ping\"}"))
                .isEqualTo(Signal.PING);
    }

    @Test
    void readsObjectsOfManyKeys() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 50_000; i++) {
            text.append('"').append(Integer.toString(i, 36)).append("\":0,");
        }

        assertThat(Messages.read(text + "\"type\":\"ping\"}")).isEqualTo(Signal.PING);
        assertThat(Messages.read("{\"type\":\"ping\"}")).isEqualTo(Signal.PING);
    }
}

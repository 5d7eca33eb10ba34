package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.client.Actuation.Parameter;

class ActuationTest {

    private static final UUID ACCOUNT = UUID.fromString("c4715841-bb1e-4c87-ad78-2376fe596a11");

    private static Actuation read(String body) {
        String message = " {\"code\":1024, \"content\": " + body + " } ";
        GatewayMessage gatewayMessage = GatewayMessage.read(message.getBytes(StandardCharsets.UTF_8));
        assertThat(gatewayMessage).isNotNull();
        assertThat(gatewayMessage.code()).isEqualTo(GatewayMessage.ACTUATION);
        return gatewayMessage.actuation();
    }

    @Test
    void hasTheBodyAsItWasWritten() {
        String body = "{ \"type\":\"command\",\"n\":1.0e2, \"ü\":[\"😀\"] }";
        assertThat(read(body).body()).isEqualTo(body);
    }

    @Test
    void readsCommandAndParametersInTheirOrder() {
        Actuation actuation = read("""
                {"x":{"content":{"command":"not this"}},"content":{"deviceId":"ü","params":[
                 {"name":"LED","value":"1"},{"value":[1, {"a":"ü"}],"name":"list","more":{}},{"name":"n","value":1.50},
                 {"name":"none","value":null},{"value":"no name"},7,{"name":"empty"}],"command":"LED.v1.0"}}""");
        assertThat(actuation.command()).isEqualTo("LED.v1.0");
        assertThat(actuation.params())
                .containsExactly(
                        new Parameter("LED", "1"),
                        new Parameter("list", "[1, {\"a\":\"ü\"}]"),
                        new Parameter("n", "1.50"),
                        new Parameter("none", "null"),
                        new Parameter("empty", ""));
        assertThat(actuation.param("n")).isEqualTo("1.50");
        assertThat(actuation.param("absent")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1", "{\"content\":1}", "{\"content\":{\"params\":{},\"command\":7}}"})
    void takesWhatIsNotThereForAbsent(String body) {
        assertThat(read(body).params()).isEmpty();
        assertThat(read(body).command()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{}",
                "{\"code\":200}",
                "{\"content\":\"x\"}",
                "{\"code\":\"1024\",\"content\":{}}"
            })
    void whatIsNoMessageOfTheProtocolIsNone(String message) {
        assertThat(GatewayMessage.read(message.getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void readsWhatASenderOfOursWrites() {
        UUID uid = UUID.randomUUID();
        String body = ActuationBody.forDevice(uid, ACCOUNT, "a \"device\"", "LED.v1.0")
                .param("LED", "1")
                .param("text", "line\nline")
                .toJson();
        Actuation actuation = read(body);
        assertThat(actuation.body()).isEqualTo(body).contains("\"deviceUID\":\"" + uid + "\"");
        assertThat(actuation.params())
                .isEqualTo(List.of(new Parameter("LED", "1"), new Parameter("text", "line\nline")));
        assertThat(ActuationBody.forDevice(ACCOUNT, "d", "c").toJson()).doesNotContain("deviceUID");
    }
}

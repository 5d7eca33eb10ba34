package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the member beside the body that names an actuation's trace. The device does not receive it. */
class TraceparentReadingTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String REST =
            "\"type\":\"actuation\",\"credentials\":{\"username\":\"u\"},\"body\":{\"content\":{\"deviceId\":\"d1\"}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"traceparent\":\"" + PARENT + "\"," + REST + "}",
                "{" + REST + ", \"traceparent\" : \"" + PARENT + "\" }",
                "{\"traceparent\":null," + REST + ",\"traceparent\":\"" + PARENT + "\"}"
            })
    void isReadWhereverItStands(String message) {
        assertThat(read(message)).isEqualTo(PARENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + REST + "}",
                "{\"traceparent\":5," + REST + "}",
                "{\"traceparent\":\"\"," + REST + "}",
                "{\"traceparent\":\"" + PARENT + "0\"," + REST + "}",
                "{\"traceparent\":[\"" + PARENT + "\"]," + REST + "}",
                "{\"traceparent\":\"" + PARENT + "\"," + REST + ",\"traceparent\":7}"
            })
    void isNothingIfItIsNone(String message) {
        assertThat(read(message)).isNull();
    }

    @Test
    void isNoPartOfWhatTheDeviceGets() {
        Inbound.ActuationMessage actuation = actuation("{\"traceparent\":\"" + PARENT + "\"," + REST + "}");
        assertThat(actuation.body().json().toString()).isEqualTo("{\"content\":{\"deviceId\":\"d1\"}}");
    }

    private static @Nullable String read(String message) {
        return actuation(message).body().traceparent();
    }

    private static Inbound.ActuationMessage actuation(String message) {
        return (Inbound.ActuationMessage) new MessageReader(10_000).read(ByteSlice.ofText(message), 0);
    }
}

package org.oisp.gateway.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests parsing of the header of W3C Trace Context, 3.2. */
class TraceparentTest {

    private static final String IDS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    @Test
    void knowsWhetherItsTraceIsRecorded() {
        assertThat(Traceparent.parse("00-" + IDS + "-01")).matches(Traceparent::isSampled);
        assertThat(Traceparent.parse("00-" + IDS + "-00")).matches(parent -> !parent.isSampled());
        // Other flags, and what later versions add, are ignored.
        assertThat(Traceparent.parse("00-" + IDS + "-02")).matches(parent -> !parent.isSampled());
        assertThat(Traceparent.parse("cc-" + IDS + "-03-more")).matches(Traceparent::isSampled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + IDS,
                "00-" + IDS + "-1",
                "00-" + IDS + "-01-more",
                "00-" + IDS + "-0g",
                "ff-" + IDS + "-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-" + IDS + "-01\n"
            })
    void takesWhatIsNoneForNothing(String text) {
        assertThat(Traceparent.parse(text)).isNull();
    }
}

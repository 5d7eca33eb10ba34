package org.oisp.gateway.server.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which host a Host header names, if any. */
class HostHeaderTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "localhost:5001, localhost",
        "LocalHost:, LocalHost",
        "localhost., localhost.",
        "127.0.0.1:5001, 127.0.0.1",
        "gateway_0.svc:65535, gateway_0.svc",
        "caf%C3%A9.example, caf%C3%A9.example",
        "[::1], ::1",
        "[::1]:5001, ::1",
        "[::ffff:127.0.0.1]:80, ::ffff:127.0.0.1",
        "[v1.future:address], v1.future:address"
    })
    void isANameOrAnAddressAndPerhapsAPort(String host, String name) {
        assertThat(nameOf(host)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[::1]evil.com",
                "[::1]:80evil.com",
                "[::1]]",
                "[[::1]]",
                "[::1",
                "::1",
                "[]",
                "[127.0.0.1]",
                "[localhost]",
                "[::1%25lo]",
                "localhost:65536",
                "localhost:5001:5001",
                "localhost:-1",
                "localhost:٥",
                "user@localhost",
                "user:secret@localhost:5001",
                "localhost/",
                "localhost?",
                "localhost#x",
                "localhost evil",
                "localhost,evil example",
                "local%host",
                "lócalhost",
                "http://localhost",
                "localhost\\evil"
            })
    void isNothingElse(String host) {
        assertThat(nameOf(host)).isNull();
    }

    /** The maximum length of a header: a recursive pattern match would overflow the stack. */
    @Test
    void mayBeAsLongAsAHeader() {
        assertThat(nameOf("a".repeat(16_000))).hasSize(16_000);
    }

    @Test
    void isOneAndMayBeEmpty() {
        assertThat(HostHeader.nameOf(new DefaultHttpHeaders())).isNull();
        assertThat(HostHeader.nameOf(
                        new DefaultHttpHeaders().add("Host", "localhost").add("Host", "localhost")))
                .isNull();
        assertThat(nameOf("")).isEmpty();
    }

    private static String nameOf(String host) {
        return HostHeader.nameOf(new DefaultHttpHeaders().add("Host", host));
    }
}

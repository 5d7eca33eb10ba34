package org.oisp.gateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.server.management.http.RequestTarget;

/** Tests the path of a request, for each form of a target (RFC 9112, 3.2). */
class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a?b=/c, /a",
        "/a%2Fb/%2E%2E, /a%2Fb/%2E%2E",
        "/a/../b, /a/../b",
        "//a, //a",
        "/a://b, /a://b",
        "http://gateway:5001/a?b, /a",
        "HTTP://gateway, /",
        "http://gateway?b, /",
        "*, *",
        "gateway:443, gateway:443"
    })
    void aPathIsTakenOutOfEach(String target, String path) {
        assertThat(RequestTarget.path(target)).isEqualTo(path);
    }
}
